import { describe, expect, it } from 'vitest'
import { parseDeviceTopic, topics } from './topic.ts'

const outlet = { site: 'mojokerto-batik', point: 'outlet' }

describe('a device topic', () => {
  it.each([
    { topic: 'ipal/mojokerto-batik/outlet/readings', says: { ...outlet, kind: 'readings' } },
    {
      topic: 'ipal/mojokerto-batik/outlet/readings/ph',
      says: { ...outlet, kind: 'reading', parameter: 'ph' },
    },
    { topic: 'ipal/mojokerto-batik/outlet/state', says: { ...outlet, kind: 'state' } },
    { topic: 'ipal/mojokerto-batik/outlet/status', says: { ...outlet, kind: 'status' } },
  ])('$topic is understood', ({ topic, says }) => expect(parseDeviceTopic(topic)).toEqual(says))

  it.each([
    { story: 'another root', topic: 'plant/mojokerto-batik/outlet/readings' },
    { story: 'nothing', topic: '' },
    { story: 'a level too few', topic: 'ipal/mojokerto-batik/outlet' },
    { story: 'a level too many', topic: 'ipal/mojokerto-batik/outlet/readings/ph/raw' },
    { story: 'a level after state', topic: 'ipal/mojokerto-batik/outlet/state/now' },
    { story: 'our own alarms', topic: 'ipal/mojokerto-batik/outlet/alarms/cod-limit-high' },
    { story: 'a leading slash', topic: '/ipal/mojokerto-batik/outlet/readings' },
    { story: 'an empty level', topic: 'ipal//outlet/readings' },
    { story: 'a wildcard', topic: 'ipal/+/outlet/readings' },
    { story: 'capitals', topic: 'ipal/Mojokerto/outlet/readings' },
    { story: 'dots', topic: 'ipal/../outlet/readings' },
    { story: 'a name of 64 letters', topic: `ipal/${'a'.repeat(64)}/outlet/readings` },
  ])('with $story is none', ({ topic }) => expect(parseDeviceTopic(topic)).toBeNull())

  it('leaves an unknown parameter for the decoder to refuse with its reason', () => {
    expect(parseDeviceTopic('ipal/mojokerto-batik/outlet/readings/mercury')).toMatchObject({
      parameter: 'mercury',
    })
  })
})

it('what we build, we understand', () => {
  expect(parseDeviceTopic(topics.readings('a', 'b'))).toEqual({ site: 'a', point: 'b', kind: 'readings' })
  expect(parseDeviceTopic(topics.reading('a', 'b', 'ph'))).toMatchObject({ kind: 'reading', parameter: 'ph' })
  expect(parseDeviceTopic(topics.state('a', 'b'))).toMatchObject({ kind: 'state' })
  expect(parseDeviceTopic(topics.status('a', 'b'))).toMatchObject({ kind: 'status' })
  expect(topics.alarm('a', 'b', 'cod-limit-high')).toBe('ipal/a/b/alarms/cod-limit-high')
})
