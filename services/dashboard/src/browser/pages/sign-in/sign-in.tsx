import './sign-in.css'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatWait } from '../../format.ts'
import { hasEnded, readSession } from '../../link/session.ts'
import { goTo } from '../../route.ts'
import { words } from './words.ts'

/** Where a sign-in link leads that signs nobody in any more. */
const spent = '#spent-link'

/** Before the page that somebody was at when the session ended, and is at again afterwards. */
export function SignInAgain() {
  const dialog = useRef<HTMLDialogElement>(null)
  const show = () => dialog.current?.isConnected && !dialog.current.open && dialog.current.showModal()
  useEffect(() => {
    show()
    // Escape would close this and what somebody writes in beneath it.
    const stay = (event: KeyboardEvent) => event.key === 'Escape' && event.preventDefault()
    document.addEventListener('keydown', stay, true)
    return () => document.removeEventListener('keydown', stay, true)
  }, [])
  return (
    <dialog
      ref={dialog}
      class="sign-in-again"
      aria-labelledby="sign-in"
      onCancel={(event) => event.preventDefault()}
      onClose={show}
    >
      <SignIn />
    </dialog>
  )
}

/** Asks who this is: by name and password, with a code where one is wanted, or with the admin token. */
export function SignIn() {
  const { title, ended, tokenWay, spentLink } = words()
  const isSpent = location.hash === spent
  return (
    <section class="sign-in">
      <h1 id="sign-in">{title}</h1>
      {hasEnded.value && <p role="status">{ended}</p>}
      {isSpent && (
        <p class="mistake" role="alert">
          {spentLink}
        </p>
      )}
      <PasswordForm />
      <details open={isSpent}>
        <summary>{tokenWay}</summary>
        <TokenForm />
      </details>
    </section>
  )
}

function PasswordForm() {
  const { username, password, code, codeHint, wrongPassword, wrongCode } = words()
  const asksCode = useSignal(false)
  const first = useRef<HTMLInputElement>(null)
  const once = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  useEffect(() => once.current?.focus(), [asksCode.value])
  return (
    <SignInForm
      refused={(type) => {
        if (type.endsWith(':totp-required')) {
          asksCode.value = true
          return ''
        }
        return type.endsWith(':totp-wrong') ? wrongCode : wrongPassword
      }}
    >
      <label for="username">{username}</label>
      <input
        ref={first}
        id="username"
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
      />
      <label for="password">{password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required />
      {asksCode.value && (
        <>
          <label for="code">{code}</label>
          <input
            ref={once}
            id="code"
            name="code"
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck={false}
            aria-describedby="code-hint"
            required
          />
          <p id="code-hint">{codeHint}</p>
        </>
      )}
    </SignInForm>
  )
}

function TokenForm() {
  const { token, tokenHint, wrongToken } = words()
  return (
    <SignInForm refused={() => wrongToken}>
      <p id="token-hint">{tokenHint}</p>
      {/* A password manager wants a name to keep the token under. */}
      <input type="text" autocomplete="username" value="admin" hidden />
      <label for="token">{token}</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        aria-describedby="token-hint"
        required
      />
    </SignInForm>
  )
}

/** Sends its fields by their names; `refused` says what a refusal of that type means. */
function SignInForm(props: { refused(type: string): string; children: preact.ComponentChildren }) {
  const { refused, children } = props
  const mistake = useSignal('')
  const running = useSignal(false)

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }) {
    event.preventDefault()
    const form = event.currentTarget
    const given = Object.fromEntries(new FormData(form))
    if (typeof given['token'] === 'string') given['token'] = given['token'].trim()
    running.value = true
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(given),
    }).catch(() => null)
    if (answer?.ok) {
      if (location.hash === spent) goTo('#/', { replace: true })
      await readSession()
    } else {
      mistake.value = await reasonOf(answer, refused)
      form.querySelector<HTMLInputElement>('#code, #token, #password')?.select()
    }
    running.value = false
  }

  return (
    <form onSubmit={submit}>
      {children}
      <p class="mistake" role="alert">
        {mistake.value}
      </p>
      <button class="primary" type="submit" disabled={running.value}>
        {words().signIn}
      </button>
    </form>
  )
}

async function reasonOf(answer: Response | null, refused: (type: string) => string): Promise<string> {
  const { tooManyTries, noServer } = words()
  if (answer?.status === 429) return tooManyTries(formatWait(Number(answer.headers.get('retry-after'))))
  const problem = answer?.status === 401 ? await answer.json().catch(() => null) : null
  return problem ? refused(problem.type) : noServer
}
