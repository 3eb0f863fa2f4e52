import { element, say } from './element.ts'
import { text } from './state.ts'

/** The form that asks for the admin token; `done` is called once the session stands. */
export function signInForm(done: () => void): HTMLElement {
  const { signInTitle, signInHint, token, signIn, wrongToken, tooManyTries, noServer, spentLink } = text()
  const input = element('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'current-password',
    required: '',
    'aria-describedby': 'sign-in-hint',
  })
  // Where a sign-in link leads that signs nobody in any more.
  const mistake = element(
    'p',
    { class: 'mistake', role: 'alert' },
    location.hash === '#spent-link' ? spentLink : '',
  )
  const button = element('button', { class: 'primary' }, signIn)
  const form = element(
    'form',
    { class: 'sign-in' },
    element('h2', {}, signInTitle),
    element('p', { id: 'sign-in-hint' }, signInHint),
    // A password manager wants a name to keep the token under.
    element('input', { type: 'text', autocomplete: 'username', value: 'admin', hidden: '' }),
    element('label', { for: 'token' }, token),
    input,
    mistake,
    button,
  )
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    button.disabled = true
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: input.value.trim() }),
    }).catch(() => null)
    button.disabled = false
    if (answer?.ok) return done()
    const refusals: Record<number, string> = { 401: wrongToken, 429: tooManyTries }
    say(mistake, (answer && refusals[answer.status]) ?? noServer)
    input.select()
  })
  return form
}
