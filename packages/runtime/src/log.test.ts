import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** What a process that runs `statement` with a `log` prints on standard error. */
function printed(statement: string) {
  const program = `
    import { createLog } from ${JSON.stringify(import.meta.resolve('./log.ts'))}
    const log = createLog('info')
    ${statement}`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('')
  return stderr.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []))
}

it('prints one JSON line, with the time in UTC, on standard error', () => {
  const [line] = printed(`log.warn({ site: 'mojokerto-batik' }, 'no data')`)
  expect(line).toEqual({
    level: 40,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    site: 'mojokerto-batik',
    msg: 'no data',
  })
})

it('leaves out what is below its level', () => {
  expect(printed(`log.debug('a detail')`)).toEqual([])
})

it.each([
  { form: 'log.error({ error }, …)', call: `log.error({ error }, 'append failed')` },
  { form: 'log.error(error, …)', call: `log.error(error, 'append failed')` },
])('$form prints the stack and the cause', ({ call }) => {
  const [line] = printed(`
    const error = new Error('cannot append', { cause: new Error('no space left on device') })
    ${call}`)
  expect(line.error).toMatchObject({
    message: 'cannot append',
    stack: expect.stringContaining('at '),
    cause: { message: 'no space left on device', stack: expect.stringContaining('at ') },
  })
})
