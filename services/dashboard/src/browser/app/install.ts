import { signal } from '@preact/signals'

/** Keeps the shell for when there is no network. Browsers allow it over HTTPS and on this machine only. */
export function installWorker(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return
  // Refused, as in a private window: the screen works all the same.
  navigator.serviceWorker.register('/sw.js').catch(() => {})
}

/** Whether it has to be installed by hand first: Apple's browsers offer nothing, and push to installed apps only. */
export const isAppleUninstalled =
  /iPhone|iPad/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches

/** Chromium's offer to install the app; null where there is none, as when it is installed. */
export const installOffer = signal<{ prompt(): Promise<unknown> } | null>(null)

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  installOffer.value = event as Event & { prompt(): Promise<unknown> }
})
addEventListener('appinstalled', () => {
  installOffer.value = null
})
