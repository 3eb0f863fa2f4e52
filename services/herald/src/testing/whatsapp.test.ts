import { expect, it, onTestFinished } from 'vitest'
import { phoneNumberId, startWhatsapp, template, token } from './whatsapp.ts'

const parameters = [
  { type: 'text', text: 'COD' },
  { type: 'text', text: 'Nilai: 162,4 mg/L' },
]

/** A call that is right but for what is given. */
function call(
  given: { template?: object; component?: object; parameters?: object[]; [key: string]: unknown } = {},
) {
  const { template: used, component, parameters: those = parameters, ...more } = given
  return {
    ...{
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+6281234567890',
      type: 'template',
    },
    template: {
      ...{ name: template, language: { code: 'id' } },
      components: [{ type: 'body', parameters: those, ...component }],
      ...used,
    },
    biz_opaque_callback_data: 'a.1',
    ...more,
  }
}

it.each([
  { story: 'a call as it should be', code: undefined },
  { story: 'a token of somebody else', code: 190, bearer: 'EAAG-other' },
  { story: 'another version', code: 2500, path: `v1.0/${phoneNumberId}/messages` },
  { story: 'another number', code: 100, path: 'v26.0/1/messages' },
  { story: 'free text', code: 131047, body: { ...call(), type: 'text', text: { body: 'COD' } } },
  { story: 'a key that it does not know', code: 100, body: call({ priority: 'high' }) },
  { story: 'no number', code: 131009, body: call({ to: 'Siti' }) },
  {
    story: 'a key of ours that is too long',
    code: 100,
    body: call({ biz_opaque_callback_data: 'x'.repeat(513) }),
  },
  { story: 'no such template', code: 132001, body: call({ template: { name: 'other' } }) },
  { story: 'no such language', code: 132001, body: call({ template: { language: { code: 'in' } } }) },
  { story: 'too few parameters', code: 132000, body: call({ parameters: parameters.slice(1) }) },
  { story: 'a header that was not approved', code: 132000, body: call({ component: { type: 'header' } }) },
  ...[
    { what: 'nothing', code: 131008, text: '' },
    { what: 'two lines', code: 132018, text: 'a\nb' },
    { what: 'a tab', code: 132018, text: 'a\tb' },
    { what: 'five spaces', code: 132018, text: 'a     b' },
    { what: 'too much', code: 132005, text: 'x'.repeat(950) },
  ].map(({ what, code, text }) => ({
    story: `a parameter of ${what}`,
    ...{
      code,
      body: call({
        parameters: [
          { type: 'text', text },
          { type: 'text', text: 'b' },
        ],
      }),
    },
  })),
])('answers $story with $code', async ({ code, bearer = token, path, body = call() }) => {
  const server = await startWhatsapp()
  onTestFinished(server.close)
  const response = await fetch(`${server.url}/${path ?? `v26.0/${phoneNumberId}/messages`}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(await response.json()).toMatchObject(code === undefined ? { messages: [{}] } : { error: { code } })
})
