import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,services,simulators}/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/servers/ensure.ts', 'tests/servers/build-screen.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
