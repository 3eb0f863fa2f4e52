import { InstantInput, parseDeviceTopic } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import { generate, type SentMessage } from './generate.ts'
import type { Story, StoryName } from './story.ts'
import type { TruthInterval } from './truth.ts'

const from = Date.parse('2026-11-03T00:00:00+07:00')
const minuteMs = 60_000
const ten = from + 10 * 60 * minuteMs

interface Line {
  at: string
  seq: number
  readings: Record<string, number>
}

function play({
  stories = [],
  seed = 1,
  hours = 24,
}: {
  stories?: Story[]
  seed?: number
  hours?: number
} = {}) {
  const truth: TruthInterval[] = []
  const to = from + hours * 60 * minuteMs
  const messages = [...generate({ seed, from, to, stories, onTruth: (interval) => truth.push(interval) })]
  return { messages, truth }
}

const tell = (name: StoryName, at = ten) => play({ stories: [{ name, at }] })

/** The readings of the outlet in the order of their sending. */
function linesOf(messages: readonly SentMessage[]): (Line & { sentAt: number })[] {
  return messages
    .filter(({ topic }) => topic.endsWith('/outlet/readings'))
    .flatMap(({ payload, sentAt }) => [JSON.parse(payload)].flat().map((line: Line) => ({ ...line, sentAt })))
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

const quiet = play()

describe('a quiet day', () => {
  const { messages, truth } = quiet

  it('is the same, byte for byte, with the same seed', () => {
    expect(JSON.stringify(play().messages)).toBe(JSON.stringify(messages))
    expect(JSON.stringify(play({ seed: 2 }).messages)).not.toBe(JSON.stringify(messages))
  })

  it('reports once a minute, in the contract’s words', () => {
    const lines = linesOf(messages)
    expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_440 }, (_, seq) => seq))
    expect(lines[0]?.at).toBe('2026-11-03T00:00:00+07:00')
    expect(lines.every(({ at, sentAt }) => InstantInput.parse(at) === sentAt)).toBe(true)
    expect(messages.every(({ topic }) => parseDeviceTopic(topic) !== null)).toBe(true)
  })

  it('says running and stopped as the day goes', () => {
    const states = messages.filter(({ topic }) => topic.endsWith('/outlet/state'))
    expect(states.map(({ payload }) => JSON.parse(payload).state)).toEqual(['stopped', 'running', 'stopped'])
  })

  it('has nothing to tell, and no two readings in a row beyond a limit', () => {
    expect(truth).toEqual([])
    const beyond = linesOf(messages).map(
      ({ readings }) => (readings['cod'] ?? 0) > 150 || (readings['tss'] ?? 0) > 50,
    )
    expect(beyond.some((is, index) => is && beyond[index + 1])).toBe(false)
  })
})

describe('stories of the link', () => {
  it('link cut: an hour is buffered and sent as arrays, nothing lost, nothing changed', () => {
    const { messages } = tell('link-cut')
    const measured = (sent: readonly SentMessage[]) =>
      linesOf(sent).map(({ at, readings }) => ({ at, readings }))
    expect(measured(messages)).toEqual(measured(quiet.messages))
    const cut = messages.filter(
      ({ sentAt, topic }) => sentAt >= ten && sentAt < ten + 60 * minuteMs && topic.includes('outlet'),
    )
    expect(cut.map(({ topic, payload }) => [topic.split('/').at(-1), payload])).toEqual([
      ['status', 'offline'],
    ])
    expect(messages.find(({ readings }) => readings > 1)?.sentAt).toBe(ten + 60 * minuteMs)
  })

  it('power cut: nothing is measured, and nothing is made up for it', () => {
    const lines = linesOf(tell('power-cut').messages)
    expect(lines).toHaveLength(1_380)
    expect(lines.filter(({ at }) => Date.parse(at) >= ten && Date.parse(at) < ten + 60 * minuteMs)).toEqual(
      [],
    )
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index))
  })

  it('duplicates: some messages come twice, the same to the byte', () => {
    const payloads = tell('duplicates')
      .messages.filter(({ readings }) => readings > 0)
      .map(({ payload }) => payload)
    const repeats = payloads.filter(
      (payload, index) => payloads[index - 1] === payload || payloads[index - 2] === payload,
    )
    expect(repeats.length).toBeGreaterThan(20)
    expect(new Set(payloads).size).toBe(2_880)
  })

  it('reordering: all come once, some after later ones', () => {
    const lines = linesOf(tell('reordering').messages)
    const seqs = lines.map(({ seq }) => seq)
    const sorted = [...seqs].sort((a, b) => a - b)
    expect(seqs).not.toEqual(sorted)
    expect(sorted).toEqual(Array.from({ length: 1_440 }, (_, seq) => seq))
    // Late ones among them, and no silence between fresh ones: every second is sent at once.
    const fresh = lines.filter(({ at, sentAt }) => Date.parse(at) === sentAt)
    const gaps = fresh.map(({ sentAt }, n) => sentAt - (fresh[n - 1]?.sentAt ?? sentAt))
    expect(fresh.length).toBeLessThan(1_440)
    expect(Math.max(...gaps)).toBe(2 * minuteMs)
  })

  it('clock skew: the device’s clock is twenty minutes behind, its values are as ever', () => {
    const lines = linesOf(tell('clock-skew').messages)
    const late = lines.filter(({ at, sentAt }) => Date.parse(at) !== sentAt)
    expect(late).toHaveLength(120)
    expect(late.every(({ at, sentAt }) => sentAt - Date.parse(at) === 1_217_000)).toBe(true)
    expect(lines.map(({ readings }) => readings)).toEqual(
      linesOf(quiet.messages).map(({ readings }) => readings),
    )
  })
})

describe('stories of a sensor', () => {
  it('frozen: one value for eight hours', () => {
    const lines = linesOf(tell('frozen-sensor').messages)
    const frozen = lines.slice(10 * 60, 18 * 60).map(({ readings }) => readings['cod'])
    expect(new Set(frozen).size).toBe(1)
    expect(new Set(lines.map(({ readings }) => readings['ph'])).size).toBeGreaterThan(30)
  })

  it('new dye: the COD sensors read 10 to 15 % off, either way by the seed, and the water is as ever', () => {
    const ratios = [1, 2, 3, 4, 5, 6].map((seed) => {
      const biased = play({ seed, hours: 1, stories: [{ name: 'new-dye', at: from }] })
      const honest = linesOf(play({ seed, hours: 1 }).messages)
      expect(biased.truth).toMatchObject([
        { event: 'new-dye', kind: null },
        { event: 'new-dye', kind: null },
      ])
      const shown = linesOf(biased.messages).map(({ readings }) => readings)
      const rest = ({ cod: _, ...others }: Record<string, number>) => others
      expect(shown.map(rest)).toEqual(honest.map(({ readings }) => rest(readings)))
      const cods = shown.map(({ cod = 0 }) => cod)
      const ofHonest = honest.map(({ readings }) => readings['cod'] ?? 0)
      return sum(cods) / sum(ofHonest)
    })
    for (const ratio of ratios) {
      expect(Math.abs(ratio - 1)).toBeGreaterThan(0.085)
      expect(Math.abs(ratio - 1)).toBeLessThan(0.16)
    }
    expect(new Set(ratios.map((ratio) => Math.sign(ratio - 1)))).toEqual(new Set([1, -1]))
  })

  it('fouling: the sensor rises, the water does not', () => {
    const { messages, truth } = play({ stories: [{ name: 'fouling', at: from - 2 * 24 * 60 * minuteMs }] })
    const mean = (lines: Line[]) =>
      lines.reduce((sum, { readings }) => sum + (readings['cod'] ?? 0), 0) / lines.length
    expect(mean(linesOf(messages)) - mean(linesOf(quiet.messages))).toBeGreaterThan(30)
    expect(truth.map(({ event }) => event)).toEqual(['fouling'])
  })
})

describe('the truth', () => {
  it('has the exceedance that a by-pass makes, with its worst value and what it let out', () => {
    const exceedance = tell('acid-bypass').truth.find(({ event }) => event === 'exceedance')
    expect(exceedance).toMatchObject({ point: 'outlet', parameter: 'ph', kind: 'limit-low' })
    expect(exceedance?.from).toBeGreaterThan(ten)
    expect(exceedance?.to).toBeLessThan(ten + 40 * minuteMs)
    expect(exceedance?.peak).toBeLessThan(5)
    expect(exceedance?.discharged).toBeGreaterThan(0.1)
  })

  it.each([
    {
      name: 'link-cut',
      kinds: ['power-cut', 'no-data', 'device-offline', 'power-cut', 'no-data', 'device-offline'],
    },
    { name: 'frozen-sensor', kinds: ['sensor-failed'] },
    { name: 'clock-skew', kinds: ['no-data', 'clock-skew'] },
    { name: 'rain', kinds: [null, null] },
  ] as const)('says which alarms $name deserves', ({ name, kinds }) => {
    expect(tell(name).truth.map(({ kind }) => kind)).toEqual(kinds)
  })

  it('owes no data where the points had said that they stand still', () => {
    const kinds = tell('link-cut', from + 2 * 60 * minuteMs).truth.map(({ kind }) => kind)
    expect(kinds).toEqual(['power-cut', 'device-offline', 'power-cut', 'device-offline'])
  })

  it('cuts off what is still going on at the end', () => {
    const at = from + 60 * minuteMs
    const { truth } = play({ hours: 2, stories: [{ name: 'fouling', at }] })
    expect(truth).toMatchObject([{ event: 'fouling', from: at, to: from + 120 * minuteMs }])
  })
})
