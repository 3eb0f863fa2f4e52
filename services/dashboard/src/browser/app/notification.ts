/** What the station pushes: an alarm's step in the subscriber's language. */
export interface Pushed {
  title?: string
  body?: string
  /** The episode: a later step of it takes the place of the one before. */
  tag?: string
  url?: string
}

/** Something is always shown: browsers end a subscription that stays silent. */
export function notificationOf({ title, body, tag, url }: Pushed) {
  return {
    title: title ?? 'Jernih',
    options: {
      body: body ?? 'Ada kabar dari IPAL. · News from the plant.',
      icon: '/page/icon-192.png',
      badge: '/page/icon-192.png',
      tag: tag ?? 'jernih',
      renotify: tag !== undefined,
      // Only to our own screen, whatever was sent.
      data: { url: url?.startsWith('/#/') ? url : '/#/alarms' },
    },
  }
}
