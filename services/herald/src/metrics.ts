import { Gauge, type Registry } from 'prom-client'
import type { ChannelState } from './herald.ts'

export function measureChannels(metrics: Registry, channels: () => Promise<ChannelState[]>): void {
  const gauge = (
    name: string,
    { help, labels = [] }: { help: string; labels?: string[] },
    read: (state: ChannelState, set: (value: number, more?: object) => void) => void,
  ) =>
    new Gauge({
      name: `jernih_channel_${name}`,
      help,
      labelNames: ['channel', ...labels],
      registers: [metrics],
      async collect() {
        for (const state of await channels()) {
          const { channel } = state
          read(state, (value, more) => this.set({ channel, ...more }, value))
        }
      },
    })

  gauge('failing', { help: '1 while a channel fails' }, ({ failing }, set) => set(Number(failing !== null)))
  gauge(
    'oldest_timestamp_seconds',
    { help: 'When the oldest message that waits was made; 0 where none waits' },
    ({ oldest }, set) => set((oldest ?? 0) / 1_000),
  )
  gauge(
    'messages',
    {
      help: 'Messages in the outbox: pending wait, failed were refused for good, expired are no longer worth telling',
      labels: ['state'],
    },
    (counts, set) => {
      for (const state of ['pending', 'failed', 'expired'] as const) set(counts[state], { state })
    },
  )
}
