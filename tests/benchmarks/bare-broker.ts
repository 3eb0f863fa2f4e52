import { createServer } from 'node:net'
import { Aedes } from 'aedes'

/** An Aedes that does nothing with what it gets: what every figure is compared with. Prints its port. */
const broker = await Aedes.createBroker()
const server = createServer(broker.handle)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address && typeof address === 'object') process.stdout.write(`${address.port}\n`)
})
