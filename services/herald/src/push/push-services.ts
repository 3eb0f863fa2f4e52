/** Hosts of browsers' push services; `*.` stands for any host below. A browser chooses its own, and no other is ever called. */
export const knownServices: readonly string[] = [
  // Chrome, Opera, Samsung Internet, Brave, and Edge on Android: Google's FCM.
  'fcm.googleapis.com',
  // Firefox: Mozilla's autopush.
  'updates.push.services.mozilla.com',
  // Edge on Windows: WNS, a host for each region.
  '*.notify.windows.com',
  // Safari on iOS, iPadOS and macOS: APNs.
  '*.push.apple.com',
]

/**
 * Whether messages may be sent there: an address that somebody gives must not make us call what lies inside our own network. Over https
 * to a known service at its usual port; or at one of the `more` origins, which are written by whoever runs Jernih.
 */
export function isPushService(endpoint: string, more: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false
  const { protocol, origin, hostname, port, username, password } = new URL(endpoint)
  if (username !== '' || password !== '') return false
  if (more.includes(origin)) return true
  return protocol === 'https:' && port === '' && knownServices.some((service) => isOf(hostname, service))
}

function isOf(hostname: string, service: string): boolean {
  return service.startsWith('*.') ? hostname.endsWith(service.slice(1)) : hostname === service
}
