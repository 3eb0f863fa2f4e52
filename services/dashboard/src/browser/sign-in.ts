import { element, say } from './element.ts'
import { formatWait } from './format.ts'
import { text } from './state.ts'

/** Asks who this is: by name and password, or with the admin token. `done` is called once the session stands. */
export function signInForm(done: () => void): HTMLElement {
  const { signInTitle, tokenWay, spentLink } = text()
  // Where a sign-in link leads that signs nobody in any more.
  const isSpent = location.hash === '#spent-link'
  return element(
    'section',
    { class: 'sign-in' },
    element('h2', {}, signInTitle),
    ...(isSpent ? [element('p', { class: 'mistake', role: 'alert' }, spentLink)] : []),
    passwordForm(done),
    element('details', isSpent ? { open: '' } : {}, element('summary', {}, tokenWay), tokenForm(done)),
  )
}

function passwordForm(done: () => void): HTMLElement {
  const { username, password, wrongPassword, wrongCode, code, codeHint } = text()
  const name = field(username, { id: 'username', autocomplete: 'username', autocapitalize: 'none' })
  const secret = field(password, { id: 'password', type: 'password', autocomplete: 'current-password' })
  const once = field(code, {
    ...{ id: 'code', autocomplete: 'one-time-code', autocapitalize: 'characters' },
    'aria-describedby': 'code-hint',
  })
  once.input.disabled = true
  const ifAsked = element('div', { hidden: '' }, ...once.parts, element('p', { id: 'code-hint' }, codeHint))

  return form([...name.parts, ...secret.parts, ifAsked], {
    body: () => ({
      username: name.input.value,
      password: secret.input.value,
      ...(once.input.disabled ? {} : { code: once.input.value }),
    }),
    done,
    refused(type) {
      if (type.endsWith(':totp-required')) {
        ifAsked.hidden = false
        once.input.disabled = false
        once.input.focus()
        return ''
      }
      const isCode = type.endsWith(':totp-wrong')
      const mistaken = isCode ? once : secret
      mistaken.input.select()
      return isCode ? wrongCode : wrongPassword
    },
  })
}

function tokenForm(done: () => void): HTMLElement {
  const { signInHint, token, wrongToken } = text()
  const { input, parts } = field(token, {
    ...{ id: 'token', type: 'password', autocomplete: 'current-password' },
    'aria-describedby': 'token-hint',
  })
  // A password manager wants a name to keep the token under.
  const name = element('input', { type: 'text', autocomplete: 'username', value: 'admin', hidden: '' })
  return form([element('p', { id: 'token-hint' }, signInHint), name, ...parts], {
    body: () => ({ token: input.value.trim() }),
    done,
    refused() {
      input.select()
      return wrongToken
    },
  })
}

function field(label: string, attributes: Readonly<Record<string, string>> & { id: string }) {
  const input = element('input', { required: '', spellcheck: 'false', ...attributes })
  return { input, parts: [element('label', { for: attributes.id }, label), input] }
}

interface Asking {
  /** What is sent. */
  body(): object
  done(): void
  /** What to say of a refusal of this type. */
  refused(type: string): string
}

function form(fields: readonly HTMLElement[], { body, done, refused }: Asking): HTMLElement {
  const mistake = element('p', { class: 'mistake', role: 'alert' })
  const button = element('button', { class: 'primary' }, text().signIn)
  const made = element('form', {}, ...fields, mistake, button)
  made.addEventListener('submit', async (event) => {
    event.preventDefault()
    button.disabled = true
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body()),
    }).catch(() => null)
    button.disabled = false
    if (answer?.ok) return done()
    say(mistake, await reasonOf(answer, refused))
  })
  return made
}

async function reasonOf(answer: Response | null, refused: Asking['refused']): Promise<string> {
  const { tooManyTries, noServer } = text()
  if (answer?.status === 429) {
    return tooManyTries(formatWait(Number(answer.headers.get('retry-after')), text()))
  }
  const problem = answer?.status === 401 ? await answer.json().catch(() => null) : null
  return problem ? refused(problem.type) : noServer
}
