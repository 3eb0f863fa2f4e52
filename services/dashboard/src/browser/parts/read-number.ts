/** A number as people type it, with a comma or a point before its decimals; null where it is none. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace(',', '.')
  return /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : null
}

/** As a laboratory writes it: `<0,005` is less than that. */
export function readLabValue(text: string): { value: number; lessThan: boolean } | null {
  const lessThan = text.trim().startsWith('<')
  const value = readNumber(text.trim().replace(/^<\s*/, ''))
  return value === null ? null : { value, lessThan }
}
