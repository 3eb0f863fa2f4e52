import { systemClock as clock } from '@jernih/runtime'
import { expect, it } from 'vitest'
import { testContact } from './test-contact.ts'
import { plantSite } from './testing/plant.ts'
import { scripted } from './testing/start.ts'

const ways = {
  email: 'siti@example.org',
  telegram: 42,
  whatsapp: '+6281234567890',
  webhook: 'https://example.org',
}

it('tries each way of somebody at once, says that it is a test, and answers what the other side said', async () => {
  const site = plantSite([{ name: 'Siti', role: 'operator', ...ways }])
  const [contact] = site.contacts
  if (!contact) throw new Error('nobody to tell')
  const email = scripted(() => ({ status: 'sent' }), { name: 'email' })
  const channels = [
    email,
    scripted(() => ({ status: 'refused', reason: '403: blocked' }), { name: 'telegram' }),
    scripted(() => Promise.reject(new Error('ECONNREFUSED')), { name: 'webhook' }),
  ]
  expect(await testContact({ site, contact, channels, clock })).toEqual([
    { channel: 'email', status: 'sent', reason: null },
    { channel: 'telegram', status: 'refused', reason: '403: blocked' },
    { channel: 'whatsapp', status: 'not-set-up', reason: null },
    { channel: 'webhook', status: 'failed', reason: 'ECONNREFUSED' },
  ])
  expect(email.sent).toMatchObject([
    {
      address: 'siti@example.org',
      acknowledge: null,
      message: {
        title: '[UJI COBA] Jernih – Sentra Batik',
        text: expect.stringContaining('Ini hanya uji coba, bukan alarm. Bila Siti membaca pesan ini'),
      },
    },
  ])
})
