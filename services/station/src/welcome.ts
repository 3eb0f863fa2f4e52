import type { Station } from './station.ts'

/** What a person reads in the terminal when the station is up, in Indonesian and English. */
export function welcome(station: Station): string {
  const { httpPort, httpsPort, mqttPort, mqttTlsPort, signInPath, tokenFile, simulated } = station
  const web = httpsPort === null ? `http://localhost:${httpPort}` : `https://localhost:${httpsPort}`
  const lines = [
    '',
    '  Jernih berjalan · Jernih is running',
    '',
    `  Layar · Screen    ${web}${signInPath}`,
    '                    (sekali pakai, 15 menit · works once, for 15 minutes)',
    ...(tokenFile === null ? [] : [`  Token             ${tokenFile}`]),
    `  API               ${web}/docs`,
    `  MQTT              ${mqttPort === null ? 'broker Anda sendiri · your own broker' : `mqtt://localhost:${mqttPort}`}`,
    ...(mqttTlsPort === null ? [] : [`                    mqtts://localhost:${mqttTlsPort}`]),
    ...(simulated
      ? ['  IPAL virtual      menyala: bacaannya tiruan · on: its readings are simulated (SIMULATOR=off)']
      : []),
    '',
  ]
  return `${lines.join('\n')}\n`
}
