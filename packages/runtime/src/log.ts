import pino from 'pino'

/** An object and a short sentence. debug, info: for us; warn: one message or sensor; error: a whole stage. */
export type Log = pino.Logger

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Where the lines go, one a call. */
export interface LogDestination {
  write(line: string): void
}

/**
 * JSON lines on standard error, so that standard output stays free for what a person is told. An `error` is printed with its
 * stack and its causes.
 */
export function createLog(
  level: (typeof logLevels)[number],
  destination: LogDestination = pino.destination({ fd: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      errorKey: 'error',
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    destination,
  )
}
