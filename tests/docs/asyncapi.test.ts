import specifications from '@asyncapi/specs'
import {
  Alarm,
  AlarmKind,
  Parameter,
  PointState,
  Priority,
  parameters,
  parseDeviceTopic,
  topics,
} from '@jernih/domain'
import { access, decode } from '@jernih/gateway'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { readYaml } from './documents.ts'

interface Message {
  payload: object
  contentType?: string
  examples?: { name: string; payload: unknown }[]
}

interface AsyncApi {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>
  operations: Record<string, { action: 'receive' | 'send'; channel: { $ref: string } }>
  components: {
    parameters: Record<string, { description: string; enum?: string[] }>
    messages: Record<string, Message>
    schemas: {
      State: { properties: { state: { enum: string[] } } }
      Sample: { properties: { readings: { propertyNames: { enum: string[] } } } }
      Alarm: { properties: Record<string, { enum?: string[]; description?: string }> }
    }
  }
}

const document = readYaml<AsyncApi>('docs/asyncapi.yaml')
const { channels, components, operations } = document

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(document, 'asyncapi.yaml')

const noMessage: Message = { payload: {} }

/** Every example with the channel that carries it. */
const examples = Object.entries(channels).flatMap(([channel, { address, messages }]) =>
  Object.values(messages).flatMap(({ $ref }) => {
    const message = $ref.split('/').at(-1) ?? ''
    const { contentType, examples: shown = [] } = components.messages[message] ?? noMessage
    return shown.map(({ name, payload }) => ({ channel, address, message, contentType, name, payload }))
  }),
)

describe('docs/asyncapi.yaml', () => {
  it('is valid AsyncAPI 3', () => {
    const validate = ajv.compile(specifications.schemasWithoutId['3.0.0'] as object)
    validate(document)
    expect(validate.errors ?? []).toEqual([])
  })

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path)
    expect(references).not.toEqual([])
    for (const path of references) expect(document, path).toHaveProperty(String(path).split('/'))
  })

  it('knows the topics of the code, and no others', () => {
    const [site, point] = ['{site}', '{point}']
    expect(Object.values(channels).map(({ address }) => address)).toEqual([
      topics.readings(site, point),
      topics.reading(site, point, '{parameter}' as Parameter),
      topics.state(site, point),
      topics.status(site, point),
      topics.alarm(site, point, '{alarm}'),
    ])
  })

  it('says who may speak on each, as the gateway decides it', () => {
    const told = Object.values(operations).map(({ action, channel }) => [
      channel.$ref.split('/').at(-1),
      action === 'receive' ? 'device' : 'station',
    ])
    expect(told).toEqual(Object.entries(access).map(([name, { publish }]) => [name, publish]))
  })

  it('knows the parameters, each in its unit', () => {
    const told = components.parameters['parameter']
    expect(told?.enum).toEqual(Parameter.options)
    expect(components.schemas.Sample.properties.readings.propertyNames.enum).toEqual(Parameter.options)
    for (const [name, { unit }] of Object.entries(parameters)) {
      const [, names = ''] =
        new RegExp(`((?:\`\\w+\`\\s+)+)\\(${unit || 'no unit'}\\)`).exec(told?.description ?? '') ?? []
      expect(names.split(/\s+/), `${name} in ${unit}`).toContain(`\`${name}\``)
    }
  })

  it('knows the states of a point, and an alarm as the code has it', () => {
    expect(components.schemas.State.properties.state.enum).toEqual(PointState.options)
    const { properties } = components.schemas.Alarm
    expect(properties['kind']?.enum).toEqual(AlarmKind.options)
    expect(properties['priority']?.enum).toEqual(Priority.options)
    const fields = Alarm.options.flatMap((option) => Object.keys(option.shape))
    expect(new Set(Object.keys(properties))).toEqual(new Set(fields))
  })

  it.each(examples)('has an example on $channel, $name, that keeps to its schema', ({ message, payload }) => {
    const validate = ajv.compile({ $ref: `asyncapi.yaml#/components/messages/${message}/payload` })
    validate(payload)
    expect(validate.errors ?? []).toEqual([])
  })

  it.each(examples.filter(({ channel }) => channel !== 'alarm'))(
    'has an example on $channel, $name, that the gateway takes whole',
    ({ channel, address, contentType, payload }) => {
      const topic = parseDeviceTopic(
        address
          .replace('{site}', 'mojokerto-batik')
          .replace('{point}', 'outlet')
          .replace('{parameter}', 'ph'),
      )
      const text = contentType === 'text/plain' ? String(payload) : JSON.stringify(payload)
      const decoded =
        topic &&
        decode(topic, Buffer.from(text), {
          receivedAt: Date.parse('2026-11-24T09:15:00+07:00'),
          parameters: new Set(Parameter.options),
          limits: { aheadMs: 120_000, readingsPerMessage: 1_000 },
        })
      expect(decoded?.kind).toBe(channel === 'reading' ? 'readings' : channel)
      expect(decoded && 'refusals' in decoded ? decoded.refusals : []).toEqual([])
    },
  )
})
