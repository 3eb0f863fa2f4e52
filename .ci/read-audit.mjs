// Reads what `pnpm audit --json` says on its standard input, and ends with 1 where it names a weakness. Not every registry can be asked:
// that no answer came is said aloud, and is neither a pass nor a failure.
import { readFileSync } from 'node:fs'

const answer = parse(readFileSync(0, 'utf8'))
if (answer?.metadata?.vulnerabilities === undefined) {
  tell('AUDIT NOT DONE: the registry gave no answer, so nothing is known about weaknesses of our libraries')
} else {
  const weaknesses = Object.values(answer.advisories ?? {})
  for (const { module_name, vulnerable_versions, severity, title, url } of weaknesses)
    tell(`audit: ${severity} in ${module_name} ${vulnerable_versions}: ${title} (${url})`)
  tell(`audit: ${weaknesses.length} weaknesses in ${answer.metadata.totalDependencies} libraries`)
  process.exitCode = weaknesses.length > 0 ? 1 : 0
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function tell(line) {
  process.stdout.write(`${line}\n`)
}
