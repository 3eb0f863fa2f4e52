import { type Site, stationPoint } from '@jernih/domain'
import type { Complaint } from './complaint.ts'

/** Points that are named and not there, or twice, or by a name that is taken; and a discharge that nothing measures. */
export function placeComplaints(site: Site): Complaint[] {
  const complaints: Complaint[] = []
  const known = site.points.map(({ id }) => id)
  const supplied = new Set<string>()
  for (const [index, { points }] of (site.supplies ?? []).entries()) {
    for (const [place, id] of points.entries()) {
      const path = ['supplies', index, 'points', place]
      if (!known.includes(id)) complaints.push({ path, expected: `expected one of ${known.join(', ')}` })
      else if (supplied.has(id))
        complaints.push({ path, expected: `expected each point once, ${id} has a supply` })
      supplied.add(id)
    }
  }
  for (const [index, { id, kind, discharging, parameters }] of site.points.entries()) {
    if (id === stationPoint) {
      complaints.push({
        path: ['points', index, 'id'],
        expected: 'expected another id: alarms of Jernih itself have this one',
      })
    }
    if (!discharging || (kind === 'outlet' && parameters.flow)) continue
    complaints.push({
      path: ['points', index, 'discharging'],
      expected: 'expected an outlet that measures flow',
    })
  }
  return complaints
}
