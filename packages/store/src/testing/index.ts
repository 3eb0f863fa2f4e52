export * from './influxd.ts'
export * from './server.ts'
export * from './victoria-metrics.ts'
