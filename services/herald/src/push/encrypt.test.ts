import { describe, expect, it } from 'vitest'
import { openBrowser } from '../testing/push-service.ts'
import { complaintOf, encryptPush, longestPayload } from './encrypt.ts'

/** RFC 8291, 5 and appendix A. */
const vector = {
  text: 'When I grow up, I want to be a watermelon',
  privateKey: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
  body: [
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y',
    'l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  ].join(''),
}
const { keys } = vector

it('makes of the example of RFC 8291 what stands there, byte for byte', () => {
  const [privateKey, salt] = [vector.privateKey, vector.salt].map((text) => Buffer.from(text, 'base64url'))
  const given = { ...(privateKey && { privateKey }), ...(salt && { salt }) }
  expect(encryptPush(Buffer.from(vector.text), keys, given).toString('base64url')).toBe(vector.body)
})

it('is read by a browser up to the 4,096 bytes that a push service takes, and never the same twice', async () => {
  const browser = await openBrowser()
  const long = Buffer.from('é'.repeat(longestPayload / 2))
  const [one, other] = [encryptPush(long, browser.keys), encryptPush(long, browser.keys)]
  expect(one.length).toBeLessThanOrEqual(4_096)
  expect(one.equals(other)).toBe(false)
  expect(await browser.read(one)).toBe(long.toString())
})

describe('the keys of a browser', () => {
  it.each([
    { story: 'those of the RFC', given: {}, path: undefined },
    { story: 'a secret that is too short', given: { auth: 'BTBZMqHH6r4' }, path: 'auth' },
    { story: 'a secret in no base64url', given: { auth: 'not base64!' }, path: 'auth' },
    { story: 'a point that is too short', given: { p256dh: keys.p256dh.slice(0, 40) }, path: 'p256dh' },
    {
      story: 'a point off the curve',
      given: { p256dh: Buffer.from([4, ...Array(64).fill(1)]).toString('base64url') },
      path: 'p256dh',
    },
  ])('$story', ({ given, path }) => expect(complaintOf({ ...keys, ...given })?.path).toBe(path))
})
