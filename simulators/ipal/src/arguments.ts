import { parseArgs } from 'node:util'
import { InstantInput, isZone } from '@jernih/domain'
import { z } from 'zod'
import { StoryName, storyNames } from './story.ts'

export const usage = `The virtual IPAL: a batik workshop's treatment plant whose devices speak MQTT.

Live:     pnpm exec node simulators/ipal/src/main.ts --site ID --point ID --username NAME --password SECRET
Offline:  pnpm exec node simulators/ipal/src/main.ts --offline --from TIME --to TIME

  --url URL            the broker; default mqtt://127.0.0.1:1883
  --site ID            default mojokerto-batik
  --zone ZONE          the site's IANA time zone; default Asia/Jakarta
  --point ID           inlet or outlet, each with its --username and --password; may be repeated
  --credentials FILE   instead of these: JSON, [{"site", "point", "username", "password"}]; /dev/stdin will do
  --seed NUMBER        default 1
  --speed NUMBER       plant time runs so many times as fast, until it has caught up with the clock
  --start TIME         where plant time begins; default now, a day ago where --speed is above 1
  --interval SECONDS   between two readings, a multiple of 10; default 60
  --story NAME[@TIME]  may be repeated; default time: where plant time begins. Names:
                       ${storyNames.slice(0, 6).join(', ')},
                       ${storyNames.slice(6).join(', ')}
  --every-day          work on Sundays and holidays too
  --truth FILE         appends what truly happened, as NDJSON
  --offline            no broker: the messages of [--from, --to) as NDJSON on standard output

TIME is Unix milliseconds or RFC 3339 with its offset, such as 2026-11-24T09:00:00+07:00.`

/** The command line was wrong; the message names every mistake. */
export class UsageError extends Error {
  override name = 'UsageError'
}

const Time = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
  .pipe(InstantInput)

/** `name` or `name@time`; null for a time not given. */
const StoryArgument = z
  .string()
  .transform((text) => {
    const [name, ...time] = text.split('@')
    return { name, at: time.length > 0 ? time.join('@') : null }
  })
  .pipe(z.strictObject({ name: StoryName, at: Time.nullable() }))

/** An account in the file of `--credentials`; what else is said of it, such as the device's id, is passed over. */
export const Credential = z.object({
  site: z.string(),
  point: z.string(),
  username: z.string().exactOptional(),
  password: z.string().exactOptional(),
})

const Arguments = z.strictObject({
  url: z.url({ protocol: /^(mqtts?|wss?|tcp)$/ }),
  site: z.string(),
  zone: z.string().refine(isZone, 'expected an IANA time zone, such as Asia/Makassar'),
  point: z.array(z.string()).default([]),
  username: z.array(z.string()).default([]),
  password: z.array(z.string()).default([]),
  credentials: z.string().optional(),
  seed: z.coerce.number().int(),
  speed: z.coerce.number().min(1),
  start: Time.optional(),
  interval: z.coerce.number().int().multipleOf(10).positive(),
  story: z.array(StoryArgument),
  'every-day': z.boolean(),
  truth: z.string().optional(),
  offline: z.boolean(),
  from: Time.optional(),
  to: Time.optional(),
  help: z.boolean(),
})

/** Reads the command line; throws {@link UsageError}. */
export function parseArguments(args: readonly string[]): z.infer<typeof Arguments> {
  const parsed = Arguments.safeParse(optionsOf(args))
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(({ path, message }) => `  --${path[0]?.toString()}: ${message}`)
  throw new UsageError(`These arguments are wrong:\n${mistakes.join('\n')}`)
}

function optionsOf(args: readonly string[]) {
  const text = { type: 'string' } as const
  const many = { type: 'string', multiple: true } as const
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { ...text, default: 'mqtt://127.0.0.1:1883' },
        site: { ...text, default: 'mojokerto-batik' },
        zone: { ...text, default: 'Asia/Jakarta' },
        point: many,
        username: many,
        password: many,
        credentials: text,
        seed: { ...text, default: '1' },
        speed: { ...text, default: '1' },
        start: text,
        interval: { ...text, default: '60' },
        story: { ...many, default: [] },
        'every-day': flag,
        truth: text,
        offline: flag,
        from: text,
        to: text,
        help: flag,
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
