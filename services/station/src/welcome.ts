import type { Station } from './station.ts'

/** What a person reads in the terminal when the station is up, in Indonesian and English. */
export function welcome({ httpPort, mqttPort, signInPath, tokenFile, simulated }: Station): string {
  const lines = [
    '',
    '  Jernih berjalan · Jernih is running',
    '',
    `  Layar · Screen    http://localhost:${httpPort}${signInPath}`,
    '                    (sekali pakai, 15 menit · works once, for 15 minutes)',
    ...(tokenFile === null ? [] : [`  Token             ${tokenFile}`]),
    `  API               http://localhost:${httpPort}/docs`,
    `  MQTT              ${mqttPort === null ? 'broker Anda sendiri · your own broker' : `mqtt://localhost:${mqttPort}`}`,
    ...(simulated
      ? ['  IPAL virtual      menyala: bacaannya tiruan · on: its readings are simulated (SIMULATOR=off)']
      : []),
    '',
  ]
  return `${lines.join('\n')}\n`
}
