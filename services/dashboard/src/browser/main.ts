import { alarmTitle } from './alarm-card.ts'
import { createAlarmList } from './alarm-list.ts'
import { mark, sinceMs } from './clock.ts'
import { element, part, say } from './element.ts'
import { dayIn, formatAge, formatTime } from './format.ts'
import { openLink } from './link.ts'
import { signInForm } from './sign-in.ts'
import { serverNow, state, text } from './state.ts'
import { createTile, type Tile } from './tile.ts'
import type { Point, Site } from './wire.ts'
import { rememberLanguage } from './words.ts'

/** Without an event for this long the page says so and greys; heartbeats come every second. */
const lostMs = 2_500
/** The sites are read again this often, since a limit may come into force without a change of any file. */
const readSitesMs = 60_000

let tiles: Tile[] = []
let alarms = createAlarmList()
let closeLink: (() => void) | null = null

async function start(): Promise<void> {
  closeLink?.()
  closeLink = null
  const answer = await fetch('/api/v1/sites').catch(() => null)
  if (answer?.status === 401) return askToSignIn()
  if (!answer?.ok) return void setTimeout(start, 2_000)
  state.sites = await answer.json()
  document.documentElement.dataset['link'] = 'waiting'
  if (location.hash) history.replaceState(null, '', '/')
  draw()
  state.lastHeard = mark()
  closeLink = openLink({
    onSnapshot: () => void readSites().then(draw),
    onAlarm(alarm, { step }) {
      alarms.draw()
      const { what, where } = alarmTitle(alarm)
      if (step === 'raised' || step === 'recurred') say(part('spoken'), `${what}, ${where}`)
      if (step === 'cleared') say(part('spoken'), `${what}, ${where}: ${text().ended}`)
    },
    onSignedOut: askToSignIn,
  })
}

/** Reads the sites again, with the limits in force; answers whether anything about them has changed. */
async function readSites(): Promise<boolean> {
  const before = JSON.stringify(state.sites)
  const answer = await fetch('/api/v1/sites').catch(() => null)
  if (answer?.ok) state.sites = await answer.json()
  return JSON.stringify(state.sites) !== before
}

function askToSignIn(): void {
  closeLink?.()
  closeLink = null
  tiles = []
  document.documentElement.dataset['link'] = 'signed-out'
  for (const id of ['banner', 'trouble', 'simulated', 'warnings', 'sign-out']) part(id).hidden = true
  say(part('link'), '')
  part('screen').replaceChildren(signInForm(() => void start()))
  document.getElementById('username')?.focus()
}

function draw(): void {
  document.documentElement.lang = state.language
  drawButtons()
  tiles = []
  alarms = createAlarmList()
  alarms.draw()
  const sites = sitesInOrder().map(drawSite)
  const empty = element('p', { class: 'empty' }, text().noSites)
  say(part('simulated'), text().simulated)
  part('simulated').hidden = !state.simulated
  part('screen').replaceChildren(alarms.root, ...(sites.length > 0 ? sites : [empty]))
  update()
}

/** Those that send data first. */
function sitesInOrder(): Site[] {
  const speaking = new Set([...state.latest.values()].map(({ site }) => site))
  return [...state.sites].sort((a, b) => Number(speaking.has(b.id)) - Number(speaking.has(a.id)))
}

function drawButtons(): void {
  const other = state.language === 'id' ? 'en' : 'id'
  const language = part('language')
  say(language, other.toUpperCase())
  language.lang = other
  language.setAttribute('aria-label', other === 'en' ? 'English' : 'Bahasa Indonesia')
  say(part('sign-out'), text().signOut)
  part('sign-out').hidden = document.documentElement.dataset['link'] === 'signed-out'
}

function drawSite(site: Site): HTMLElement {
  const clock = element('p', { class: 'site-clock' })
  const show = () => {
    const local = new Date(serverNow()).toLocaleString('sv-SE', { timeZone: site.zone }).replace(' ', 'T')
    say(
      clock,
      formatTime(local, { zone: site.zone, today: dayIn(site.zone, serverNow()), language: state.language }),
    )
  }
  tiles.push({ root: clock, update: show })
  return element(
    'section',
    { class: 'site' },
    element('div', { class: 'site-heading' }, element('h2', {}, site.name), clock),
    element('div', { class: 'points' }, ...site.points.map((point) => drawPoint(site, point))),
  )
}

function drawPoint(site: Site, point: Point): HTMLElement {
  const made = point.parameters.map((parameter) => createTile(site, point, parameter))
  tiles.push(...made)
  const name = point.name[state.language]
  const place = text().places[point.kind]
  return element(
    'article',
    { class: 'point', 'data-kind': point.kind },
    element(
      'h3',
      {},
      name,
      ...(name.toLowerCase() === place ? [] : [element('span', { class: 'place' }, place)]),
    ),
    element('ul', { class: 'tiles' }, ...made.map(({ root }) => root)),
  )
}

function update(): void {
  for (const tile of tiles) tile.update()
  alarms.update()
}

/** The link's state, from the only thing that proves it: how long ago an event came. And what the last one said of the station. */
function showLink(): void {
  const page = document.documentElement
  if (page.dataset['link'] === 'signed-out' && !closeLink) return
  const silentMs = sinceMs(state.lastHeard)
  const heard = state.serverTime !== null
  const link = state.wasAway || silentMs > lostMs ? 'lost' : heard ? 'live' : 'waiting'
  page.dataset['link'] = link
  const banner = part('banner')
  banner.hidden = link !== 'lost'
  if (link === 'lost') {
    say(part('lost'), text().lost)
    say(part('silence'), formatAge(silentMs, text()))
  }
  const { reasons, warnings } = state
  notice('trouble', link === 'live' && reasons.length > 0 ? text().notKept(reasons.join('; ')) : '')
  notice('warnings', link === 'live' && warnings.length > 0 ? text().lookAt(warnings.join('; ')) : '')
  say(part('link'), { lost: text().lostShort, live: text().live, waiting: text().waiting }[link])
}

function notice(id: string, what: string): void {
  part(id).hidden = what === ''
  say(part(id), what)
}

part('language').addEventListener('click', () => {
  state.language = state.language === 'id' ? 'en' : 'id'
  rememberLanguage(state.language)
  if (document.documentElement.dataset['link'] === 'signed-out') {
    document.documentElement.lang = state.language
    drawButtons()
    askToSignIn()
  } else draw()
})
part('sign-out').addEventListener('click', async () => {
  await fetch('/session', { method: 'DELETE' }).catch(() => null)
  askToSignIn()
})

drawButtons()
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return
  state.wasAway = true
  showLink()
  update()
})
setInterval(showLink, 250)
setInterval(async () => {
  if (closeLink && (await readSites())) draw()
}, readSitesMs)
setInterval(update, 500)
void start()
