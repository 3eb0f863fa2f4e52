/** Where something is in a site's file: `['points', 0, 'kind']`. */
export type Path = readonly PropertyKey[]

/** A mistake at `path`, and what was expected there. */
export interface Complaint {
  path: Path
  expected: string
}
