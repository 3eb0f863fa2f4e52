import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './documents.ts'

const metadata = { vulnerabilities: { high: 0, critical: 0 }, totalDependencies: 82 }
const weakness = {
  module_name: 'left-pad',
  vulnerable_versions: '<2',
  severity: 'high',
  title: 'A hole',
  url: '–',
}

it.each([
  {
    story: 'nothing is known against them',
    said: { advisories: {}, metadata },
    code: 0,
    tells: '0 weaknesses',
  },
  {
    story: 'one is weak',
    said: { advisories: { 1: weakness }, metadata },
    code: 1,
    tells: 'high in left-pad <2: A hole',
  },
  { story: 'the registry refuses', said: 'responded with 405', code: 0, tells: 'AUDIT NOT DONE' },
  { story: 'nobody answers', said: '', code: 0, tells: 'AUDIT NOT DONE' },
  { story: 'the answer is about something else', said: { error: 'no' }, code: 0, tells: 'AUDIT NOT DONE' },
])('the audit of our libraries says so where $story', ({ said, code, tells }) => {
  const input = typeof said === 'string' ? said : JSON.stringify(said)
  const read = spawnSync(process.execPath, [join(root, '.ci/read-audit.mjs')], { input, encoding: 'utf8' })
  expect(read.stdout).toContain(tells)
  expect(read.status).toBe(code)
})
