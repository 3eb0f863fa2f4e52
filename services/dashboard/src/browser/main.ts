import { alarmTitle } from './alarm-card.ts'
import { createAlarmList } from './alarm-list.ts'
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
  draw()
  state.lastHeard = performance.now()
  closeLink = openLink({
    onSnapshot: () => void takeUpSites(),
    onAlarm(alarm, { step }) {
      alarms.draw()
      const { what, where } = alarmTitle(alarm)
      if (step === 'raised') say(part('spoken'), `${what}, ${where}`)
      if (step === 'cleared') say(part('spoken'), `${what}, ${where}: ${text().ended}`)
    },
    onSignedOut: askToSignIn,
  })
}

/** After each snapshot the sites are read again: a file may have changed meanwhile. */
async function takeUpSites(): Promise<void> {
  const answer = await fetch('/api/v1/sites').catch(() => null)
  if (answer?.ok) state.sites = await answer.json()
  draw()
}

function askToSignIn(): void {
  closeLink?.()
  closeLink = null
  tiles = []
  document.documentElement.dataset['link'] = 'signed-out'
  part('banner').hidden = true
  part('simulated').hidden = true
  part('sign-out').hidden = true
  say(part('link'), '')
  part('screen').replaceChildren(signInForm(() => void start()))
  document.getElementById('token')?.focus()
}

function draw(): void {
  document.documentElement.lang = state.language
  drawButtons()
  tiles = []
  alarms = createAlarmList()
  alarms.draw()
  const sites = state.sites.map(drawSite)
  const empty = element('p', { class: 'empty' }, text().noSites)
  say(part('simulated'), text().simulated)
  part('simulated').hidden = !state.simulated
  part('screen').replaceChildren(alarms.root, ...(sites.length > 0 ? sites : [empty]))
  update()
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

/** The link's state, from the only thing that proves it: how long ago an event came. */
function showLink(): void {
  const page = document.documentElement
  if (page.dataset['link'] === 'signed-out' && !closeLink) return
  const silentMs = performance.now() - state.lastHeard
  const heard = state.serverAhead !== null
  const link = silentMs > lostMs ? 'lost' : heard ? 'live' : 'waiting'
  page.dataset['link'] = link
  const banner = part('banner')
  banner.hidden = link !== 'lost'
  if (link === 'lost') {
    say(part('lost'), text().lost)
    say(part('silence'), formatAge(silentMs, text()))
  }
  say(part('link'), { lost: text().lostShort, live: text().live, waiting: text().waiting }[link])
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
setInterval(showLink, 250)
setInterval(update, 500)
void start()
