import type { Site } from '@jernih/domain'
import { limitSet, limitSets } from '@jernih/limits'
import type { Complaint } from './complaint.ts'
import { deadbandComplaints } from './deadbands.ts'
import { placeComplaints } from './place-complaints.ts'
import { windowComplaints } from './window-complaints.ts'

/** What is wrong with a site that its schema cannot know; empty when all is well. */
export function checkSite(site: Site): Complaint[] {
  return [
    ...limitSetComplaints(site),
    ...deadbandComplaints(site),
    ...placeComplaints(site),
    ...windowComplaints(site),
  ]
}

function limitSetComplaints({ limits }: Site): Complaint[] {
  if (limitSet(limits.set)) return []
  const known = limitSets.map(({ id }) => id).join(', ')
  return [{ path: ['limits', 'set'], expected: `unknown limit set, expected one of ${known}` }]
}
