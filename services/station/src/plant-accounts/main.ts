import { PointId, SiteId } from '@jernih/domain'
import { defaultPoints } from '@jernih/ipal'
import { parseSettings } from '@jernih/runtime'
import { z } from 'zod'
import { simulatorAccounts } from '../simulator-accounts.ts'
import { createDevicesClient } from './devices-client.ts'

// Accounts for the virtual plant in a container of its own, made over the API as anybody's would be.
const settings = parseSettings(
  z.object({
    JERNIH_URL: z.url({ protocol: /^https?$/ }),
    JERNIH_ADMIN_TOKEN: z.string().min(32),
    JERNIH_DATA_DIR: z.string(),
  }),
  process.env,
  { fromFiles: ['JERNIH_ADMIN_TOKEN'] },
)
const devices = createDevicesClient(settings.JERNIH_URL, settings.JERNIH_ADMIN_TOKEN)
const points = defaultPoints.map(({ site, point }) => ({
  site: SiteId.parse(site),
  point: PointId.parse(point),
}))
const accounts = await simulatorAccounts(settings.JERNIH_DATA_DIR, devices, points)
process.stdout.write(`Accounts for ${accounts.map(({ site, point }) => `${site}/${point}`).join(', ')}.\n`)
