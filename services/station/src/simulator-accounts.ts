import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PointKey } from '@jernih/domain'
import { z } from 'zod'

/** The accounts of the virtual plant's devices, kept so that a restart makes no new ones. */
const Accounts = z.array(
  z.strictObject({
    id: z.string(),
    site: z.string(),
    point: z.string(),
    username: z.string(),
    password: z.string(),
  }),
)
export type SimulatorAccount = z.infer<typeof Accounts>[number]

interface Accounting {
  create(device: PointKey & { simulated: true }): Promise<SimulatorAccount>
  get(id: string): Promise<{ id: string } | null>
}

/** One account for each of `points`, from `<directory>/simulator-accounts.json` (mode 0600) where it is still good. */
export async function simulatorAccounts(
  directory: string,
  devices: Accounting,
  points: readonly PointKey[],
): Promise<SimulatorAccount[]> {
  const file = join(directory, 'simulator-accounts.json')
  const known = await readAccounts(file)
  const accounts = await Promise.all(
    points.map(async ({ site, point }) => {
      const old = known.find((account) => account.site === site && account.point === point)
      if (old && (await devices.get(old.id))) return old
      const { id, username, password } = await devices.create({ site, point, simulated: true })
      return { id, site, point, username, password }
    }),
  )
  await writeFile(file, JSON.stringify(accounts, null, 2), { mode: 0o600 })
  return accounts
}

async function readAccounts(file: string): Promise<SimulatorAccount[]> {
  try {
    return Accounts.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Error(`${file} is not what Jernih wrote there: remove it, and new accounts are made`, {
      cause: error,
    })
  }
}
