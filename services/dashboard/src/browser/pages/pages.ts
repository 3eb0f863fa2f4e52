import type { ComponentType } from 'preact'
import { lazy } from 'preact/compat'

export type PageName = 'overview' | 'plant' | 'history' | 'alarms' | 'work' | 'settings' | 'welcome'

/** A page, loaded when it is first looked at. */
export interface Page {
  name: PageName
  /** The address begins with it. */
  path: readonly string[]
  inNavigation: boolean
  /** An outline of 24 by 24. */
  icon: string
  component: ComponentType
  /** Begins to load it, where that is not done yet. */
  load(): Promise<unknown>
}

function later(load: () => Promise<ComponentType>): Pick<Page, 'component' | 'load'> {
  return { component: lazy(load), load }
}

export const pages: readonly Page[] = [
  {
    name: 'overview',
    path: [],
    inNavigation: true,
    icon: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
    ...later(async () => (await import('./overview/overview.tsx')).Overview),
  },
  {
    name: 'plant',
    path: ['sites'],
    inNavigation: true,
    icon: 'M12 3c3.6 4.4 6 7.4 6 10.6a6 6 0 0 1-12 0C6 10.400 8.400 7.400 12 3z',
    ...later(async () => (await import('./plant/plant.tsx')).Plant),
  },
  {
    name: 'history',
    path: ['history'],
    inNavigation: true,
    icon: 'M4 4v16h16M7 15l4-5 3 3 5-7',
    ...later(async () => (await import('./history/history.tsx')).History),
  },
  {
    name: 'alarms',
    path: ['alarms'],
    inNavigation: true,
    icon: 'M6 17v-6a6 6 0 0 1 12 0v6l2 2H4zM10 21h4',
    ...later(async () => (await import('./alarms/alarms.tsx')).Alarms),
  },
  {
    name: 'work',
    path: ['work'],
    inNavigation: true,
    icon: 'M9 4h6v3H9zM7 5H5v16h14V5h-2M8 12h8M8 16h5',
    ...later(async () => (await import('./work/work.tsx')).Work),
  },
  {
    name: 'settings',
    path: ['settings'],
    inNavigation: true,
    icon: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 4v6M9 14v6',
    ...later(async () => (await import('./settings/settings.tsx')).Settings),
  },
  {
    name: 'welcome',
    path: ['welcome'],
    inNavigation: false,
    icon: '',
    ...later(async () => (await import('./welcome/welcome.tsx')).Welcome),
  },
]

/** The page of that address; undefined where there is none. */
export function pageAt(path: readonly string[]): Page | undefined {
  return pages.find((page) => (page.path.length === 0 ? path.length === 0 : page.path[0] === path[0]))
}
