import { expect, it, onTestFinished } from 'vitest'
import { startToldPlant } from './told-by-all-ways.ts'

const conversations = [
  {
    way: 'email',
    goesBy: ['> EHLO', '> MAIL FROM', '> RCPT TO', '> DATA', '< 250', '< 354', '> half of', '< 250 OK'],
  },
  { way: 'telegram', goesBy: ['a connection', '> half of POST', '> POST /bot', '< HTTP/1.1 200'] },
  { way: 'whatsapp', goesBy: ['a connection', '> half of POST', '> POST /v26.0/', '< HTTP/1.1 200'] },
  { way: 'webhook', goesBy: ['a connection', '> half of POST', '> POST /alarms', '< HTTP/1.1 200'] },
] as const

it.each(conversations)(
  'R7: a station killed at each place of its talk with the server of $way loses no step of an alarm, and repeats it under the same key',
  { timeout: 180_000 },
  async ({ way, goesBy }) => {
    const plant = await startToldPlant()
    onTestFinished(plant.close)
    const proxy = plant.proxies[way]
    const places: string[] = []
    for (let place: string | null = ''; place !== null; ) {
      proxy.cutAt(places.length + 1, plant.kill)
      await plant.publish()
      await plant.arrived()
      await plant.settled()
      place = proxy.disarm()
      await plant.recover()
      if (place !== null) places.push(place)
    }
    expect((await plant.judge()).repeats).toBeGreaterThan(0)
    expect(goesBy.filter((step) => !places.some((place) => place.startsWith(step)))).toEqual([])
  },
)
