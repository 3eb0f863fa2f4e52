import { placeOf, sites } from '../../link/live.ts'
import { language } from '../../words/language.ts'

export interface Place {
  site: string
  point: string
}

/** `Outlet, Sentra Batik`; the ids where the sites' files no longer name it. */
export function nameOf(where: Place): string {
  const { site, point } = placeOf(where)
  return `${point?.name[language.value] ?? where.point}, ${site?.name ?? where.site}`
}

export function zoneAt(where: Place): string {
  return placeOf(where).site?.zone ?? 'UTC'
}

/** Every point of every site, as a choice's options. */
export function placeOptions(): { value: string; text: string }[] {
  return (sites.value ?? []).flatMap(({ id, points }) =>
    points.map((point) => ({
      value: `${id}/${point.id}`,
      text: nameOf({ site: id, point: point.id }),
    })),
  )
}

export function readPlace(value: string): Place {
  const [site = '', point = ''] = value.split('/')
  return { site, point }
}
