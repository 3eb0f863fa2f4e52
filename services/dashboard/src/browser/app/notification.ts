/** What the station pushes: an alarm's step in the subscriber's language. */
interface Pushed {
  title: string
  body: string
  language: string
  /** The episode: a later step of it takes the place of the one before. */
  tag: string
  url: string
}

/** Of what was pushed, whatever it is: something is always shown, for browsers end a subscription that stays silent. */
export function notificationOf(pushed: string | undefined) {
  const told = read(pushed)
  const text = (name: keyof Pushed) => (typeof told[name] === 'string' ? told[name] : undefined)
  const tag = text('tag')
  const url = text('url')
  return {
    title: text('title') ?? 'Jernih',
    options: {
      body: text('body') ?? 'Ada kabar dari IPAL. · News from the plant.',
      icon: '/page/icon-192.png',
      badge: '/page/icon-192.png',
      lang: text('language') ?? '',
      tag: tag ?? 'jernih',
      renotify: tag !== undefined,
      // A grave one stays on the screen until somebody looks.
      requireInteraction: told['urgent'] === true,
      // Only to our own screen, whatever was sent.
      data: { url: url?.startsWith('/#/') ? url : '/#/alarms' },
    },
  }
}

function read(pushed: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(pushed ?? ''))
  } catch {
    return {}
  }
}
