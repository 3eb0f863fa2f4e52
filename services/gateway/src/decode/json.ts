const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A refused text says why in `reason`; `value` is whatever the JSON text says. */
export type Parsed = { value: unknown } | { reason: string }

/** UTF-8 to its characters; bytes that are no UTF-8 are refused, never replaced. */
export function parseText(payload: Uint8Array): { value: string } | { reason: string } {
  try {
    return { value: utf8.decode(payload) }
  } catch {
    return { reason: 'the payload is not valid UTF-8' }
  }
}

/** RFC 8259: UTF-8 alone, and no NaN or Infinity. */
export function parseJson(payload: Uint8Array): Parsed {
  const text = parseText(payload)
  if ('reason' in text) return text
  try {
    return { value: JSON.parse(text.value) }
  } catch (error) {
    return { reason: `malformed JSON: ${(error as SyntaxError).message}` }
  }
}
