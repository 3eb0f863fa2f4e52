import { effect } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { openLink } from './link/link.ts'
import { alarms, forget, link } from './link/live.ts'
import { hasEnded, isSignedIn, isUnanswered, owner, renewals, session } from './link/session.ts'
import { type Page, pageAt, pages } from './pages/pages.ts'
import { SignIn, SignInAgain } from './pages/sign-in/sign-in.tsx'
import { Announcer } from './parts/announcer.tsx'
import { Banners } from './parts/banners.tsx'
import { Later } from './parts/later.tsx'
import { SoundDialog } from './parts/sound/sound-control.tsx'
import { TopBar } from './parts/top-bar.tsx'
import { usePageFocus } from './parts/use-page-focus.ts'
import { linkTo, route } from './route.ts'
import { shellWords } from './words/shell.ts'

/** At once, not with the next frame: whoever comes back to the page sees nothing old as present. */
effect(() => {
  document.documentElement.dataset['link'] = session.value === null ? 'signed-out' : link.value
})

/** All of the screen: the bar, what is wrong with the link, the page that the address names, and the way to the others. */
export function App() {
  if (owner.value !== null) return <SignedIn key={`${owner.value.kind} ${owner.value.by}`} />
  if (session.value === null) return <Shell page={SignIn} />
  return <Shell page={isUnanswered.value ? NoServer : null} />
}

/** Stays as it is where the session ends, with all that was typed, for whoever it belongs to; nobody sees it until they sign in again. */
function SignedIn() {
  useEffect(() => (isSignedIn.value ? openLink() : undefined), [renewals.value, isSignedIn.value])
  useEffect(() => forget, [])
  const page = pageAt(route.value.path)
  usePageFocus(page?.name)
  return (
    <>
      <Announcer />
      <SoundDialog />
      <Shell page={page?.component ?? NoPage} current={page} />
    </>
  )
}

function Shell({ page: Content, current }: { page: ComponentType | null; current?: Page | undefined }) {
  const words = shellWords()
  return (
    <>
      <button class="skip" type="button" onClick={() => document.getElementById('content')?.focus()}>
        {words.skip}
      </button>
      <header class="top">
        <TopBar />
        <Banners />
      </header>
      {isSignedIn.value && <Navigation current={current} />}
      <main id="content" class={hasEnded.value ? 'ended' : undefined} tabIndex={-1}>
        {hasEnded.value && <SignInAgain />}
        {Content && (
          <Later>
            <Content />
          </Later>
        )}
      </main>
    </>
  )
}

function Navigation({ current }: { current?: Page | undefined }) {
  const words = shellWords()
  const active = [...alarms.value.values()].filter(({ status }) => status === 'active').length
  return (
    <nav class="navigation" aria-label={words.navigation}>
      {pages
        .filter(({ inNavigation }) => inNavigation)
        .map((page) => (
          <a
            key={page.name}
            href={linkTo([...page.path])}
            aria-current={page.name === current?.name ? 'page' : undefined}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={page.icon} />
            </svg>
            <span>{words.pages[page.name]}</span>
            {page.name === 'alarms' && active > 0 && (
              <span class="count">
                <span aria-hidden="true">{active}</span>
                <span class="unseen">{words.count(active)}</span>
              </span>
            )}
          </a>
        ))}
    </nav>
  )
}

/** An installed app that was opened without a network, or a station that is down. */
function NoServer() {
  return (
    <p class="empty" role="alert">
      {shellWords().noServer}
    </p>
  )
}

function NoPage() {
  const words = shellWords()
  return (
    <p class="empty">
      {words.noPage} <a href={linkTo([])}>{words.toOverview}</a>
    </p>
  )
}
