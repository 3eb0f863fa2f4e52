import './settings.css'
import type { ComponentType } from 'preact'
import { lazy } from 'preact/compat'
import { may } from '../../link/session.ts'
import type { Role } from '../../link/wire.ts'
import { Later } from '../../parts/later.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { linkTo, route } from '../../route.ts'
import { words } from './words.ts'

interface Tab {
  name: keyof ReturnType<typeof words>['tabs']
  /** The least role that may look at it. */
  role: Role
  component: ComponentType
}

const tabs: readonly Tab[] = [
  {
    name: 'account',
    role: 'viewer',
    component: lazy(async () => (await import('./account.tsx')).Account),
  },
  {
    name: 'people',
    role: 'administrator',
    component: lazy(async () => (await import('./people.tsx')).People),
  },
  {
    name: 'devices',
    role: 'operator',
    component: lazy(async () => (await import('./devices.tsx')).Devices),
  },
  {
    name: 'contacts',
    role: 'viewer',
    component: lazy(async () => (await import('./contacts.tsx')).Contacts),
  },
  {
    name: 'record',
    role: 'officer',
    component: lazy(async () => (await import('./record.tsx')).Record),
  },
]

/** Everybody's own account, and for whoever may: who and what else has one, who is told of alarms, and the record of who did what. */
export function Settings() {
  const { title, tabs: names, noTab, toAccount } = words()
  const mine = tabs.filter(({ role }) => may(role))
  const asked = route.value.path[1] ?? 'account'
  const tab = mine.find(({ name }) => name === asked)
  return (
    <>
      <h1>{title}</h1>
      <Tabs label={title} tabs={mine.map(({ name }) => ({ path: ['settings', name], text: names[name] }))} />
      {tab ? (
        <Later key={tab.name}>
          <tab.component />
        </Later>
      ) : (
        <p class="empty">
          {noTab} <a href={linkTo(['settings'])}>{toAccount}</a>
        </p>
      )}
    </>
  )
}
