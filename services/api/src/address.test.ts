import { expect, it } from 'vitest'
import { callersAddress } from './address.ts'

it.each([
  { story: 'who connects', peer: '10.0.0.7', is: '10.0.0.7' },
  { story: 'an IPv4 address in its IPv6 dress', peer: '::ffff:10.0.0.7', is: '10.0.0.7' },
  { story: 'the network of an IPv6 address', peer: '2001:db8:1:2:aaaa::1', is: '2001:0db8:0001:0002' },
  { story: 'no claim of whoever connects', peer: '10.0.0.7', by: '10.9.9.9', is: '10.0.0.7' },
  { story: 'whom our proxy names', peer: '127.0.0.1', by: '10.0.0.7', is: '10.0.0.7' },
  { story: 'the last whom our proxy names', peer: '127.0.0.1', by: '10.9.9.9, 10.0.0.7', is: '10.0.0.7' },
  { story: 'whom the outer of two proxies names', peer: '127.0.0.1', by: '10.0.0.7, ::1', is: '10.0.0.7' },
  { story: 'our proxy itself', peer: '127.0.0.1', is: '127.0.0.1' },
  { story: 'nobody where there is no network', is: '' },
])('an address is $story', ({ peer, by, is }) => {
  expect(callersAddress({ peer, forwardedFor: by, proxies: ['127.0.0.1', '::1'] })).toBe(is)
})
