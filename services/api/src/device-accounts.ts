import { HTTPException } from 'hono/http-exception'
import type { DevicesPort } from './ports.ts'
import { AccountsFailed } from './problem.ts'

/** Uses the accounts of devices, of which there are none on the user's own broker. */
export async function useDevices<T>(
  devices: DevicesPort | null,
  use: (devices: DevicesPort) => Promise<T>,
): Promise<T> {
  if (!devices) {
    throw new HTTPException(404, { message: 'Devices have their accounts on your own broker (MQTT_URL)' })
  }
  return use(devices).catch((cause) => {
    throw new AccountsFailed('the accounts of devices cannot be used', { cause })
  })
}
