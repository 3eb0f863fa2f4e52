export { freePort, hasServer, type Server } from '@jernih/runtime/testing'
export * from './influxd.ts'
export * from './victoria-metrics.ts'
