import { useSignal } from '@preact/signals'
import { api, ask } from '../../link/api.ts'
import { owner, readSession, sessionRenewed } from '../../link/session.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { FieldsForm } from '../../parts/fields-form.tsx'
import { Qr } from '../../parts/qr.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { accountWords } from './account-words.ts'
import { PresentPassword } from './present-password.tsx'

/** A code of the phone beside the password: taken up, and given up again. */
export function SecondFactor() {
  const words = accountWords()
  const { title, explained, isOn, isOff, turnOn, turnOff, codes, codesExplained } = words.factor
  const open = useSignal(false)
  const recoveryCodes = useSignal<readonly string[] | null>(null)
  const stands = owner.value?.secondFactor ?? false
  const close = () => (open.value = false)
  return (
    <section class="panel stack" aria-labelledby="second-factor">
      <h2 id="second-factor">{title}</h2>
      <p>
        <strong>{stands ? isOn : isOff}</strong>
      </p>
      <p class="soft">{explained}</p>
      <div class="actions">
        <button type="button" onClick={() => (open.value = true)}>
          {stands ? turnOff : turnOn}
        </button>
      </div>
      {open.value && stands && <TurnOff onClose={close} />}
      {open.value && !stands && (
        <TurnOn
          onClose={close}
          onDone={(made) => {
            close()
            recoveryCodes.value = made
          }}
        />
      )}
      {recoveryCodes.value && (
        <ShownOnce
          title={codes}
          lines={[{ label: codesExplained, text: recoveryCodes.value.join('\n') }]}
          onClose={() => (recoveryCodes.value = null)}
        />
      )}
    </section>
  )
}

/** Who they are by their password, then the secret, then a code of it. */
function TurnOn({ onClose, onDone }: { onClose(): void; onDone(recoveryCodes: readonly string[]): void }) {
  const words = accountWords()
  const { turnOn, next, scan, secret: secretLabel, qr, code, codeHint, confirm, wrongCode } = words.factor
  const begun = useSignal<{ secret: string; uri: string; password: string } | null>(null)
  const said = { 'totp-wrong': wrongCode, 403: words.wrongPassword }
  if (begun.value === null) {
    return (
      <Dialog title={turnOn} onClose={onClose}>
        <FieldsForm
          key="begin"
          save={next}
          said={said}
          submit={async ({ password = '' }) => {
            begun.value = {
              ...(await ask(api.session['second-factor'].$post({ json: { password } }))),
              password,
            }
          }}
          onCancel={onClose}
        >
          <PresentPassword />
        </FieldsForm>
      </Dialog>
    )
  }
  const { secret, uri, password } = begun.value
  return (
    <Dialog title={turnOn} onClose={onClose}>
      <FieldsForm
        key="confirm"
        save={confirm}
        said={said}
        submit={async ({ code = '' }) => {
          const json = { password, code }
          const { recoveryCodes } = await ask(api.session['second-factor'].$put({ json }))
          onDone(recoveryCodes)
          await sessionRenewed()
        }}
        onCancel={onClose}
      >
        <p>{scan}</p>
        <Qr text={uri} label={qr} />
        <p>{secretLabel}</p>
        <code class="secret">{secret}</code>
        <CopyButton text={secret} of={secretLabel} />
        <Field
          label={code}
          hint={codeHint}
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          minLength={6}
          required
        />
      </FieldsForm>
    </Dialog>
  )
}

function TurnOff({ onClose }: { onClose(): void }) {
  const words = accountWords()
  const { turnOff, turnOffExplained, code, recoveryHint, wrongCode } = words.factor
  return (
    <Dialog title={turnOff} onClose={onClose}>
      <FieldsForm
        save={turnOff}
        said={{ 'totp-wrong': wrongCode, 403: words.wrongPassword }}
        submit={async ({ password = '', code = '' }) => {
          await ask(api.session['second-factor'].remove.$post({ json: { password, code } }))
          await readSession()
        }}
        onDone={onClose}
        onCancel={onClose}
      >
        <p>{turnOffExplained}</p>
        <PresentPassword />
        <Field
          label={code}
          hint={recoveryHint}
          name="code"
          autocomplete="one-time-code"
          minLength={6}
          spellcheck={false}
          required
        />
      </FieldsForm>
    </Dialog>
  )
}
