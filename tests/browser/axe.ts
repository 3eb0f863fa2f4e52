import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

interface Violation {
  id: string
  help: string
  nodes: { html: string; failureSummary: string }[]
}

/** What axe-core finds wrong on the page as it stands, a line each: to be none. */
export async function axeViolations(page: Page): Promise<string[]> {
  // The policy lets no script in; what the debugger evaluates is none of the page's.
  await page.evaluate(source)
  const violations = (await page.evaluate(
    'axe.run(document).then(({ violations }) => violations)',
  )) as Violation[]
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}\n${failureSummary}`),
  )
}
