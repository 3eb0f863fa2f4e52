import { batch, computed, signal } from '@preact/signals'
import { api, ask } from './api.ts'
import type { Role } from './wire.ts'

export interface Session {
  /** As it stands in the record of who did what. */
  by: string
  role: Role
  kind: 'admin-token' | 'person' | 'program'
  name: string
  secondFactor: boolean
  /** False before the first account was made. */
  peopleExist: boolean
}

/** Who is signed in: null for nobody, undefined while that is not known. */
export const session = signal<Session | null | undefined>(undefined)

/** Whose the screen is: who is signed in, or was until the session ended; null for nobody. */
export const owner = signal<Session | null>(null)

const rank: Record<Role, number> = { viewer: 0, operator: 1, officer: 2, administrator: 3 }

/** Whether the one whose screen it is may do what asks for at least this role. The server decides; this only hides what it would refuse. */
export function may(role: Role): boolean {
  const { value } = owner
  return value !== null && rank[value.role] >= rank[role]
}

export const isSignedIn = computed(() => session.value != null)

/** The station did not say who is signed in here when it was last asked. */
export const isUnanswered = signal(false)

/** Whoever was signed in here is no more, and did not ask for it: a restart, another password, an account that was removed. */
export const hasEnded = computed(() => session.value === null && owner.value !== null)

const retryMs = 2_000

/** Asks the station who is signed in here; again and again where that is not known and it does not answer. */
export async function readSession(): Promise<void> {
  const answer = await fetch('/session').catch(() => null)
  if (answer?.ok) {
    const read = (await answer.json()) as Session
    batch(() => {
      session.value = read
      owner.value = read
    })
  } else if (answer?.status === 401) sessionEnded()
  isUnanswered.value = session.value === undefined
  if (isUnanswered.value) setTimeout(readSession, retryMs)
}

/** How often another session has begun here in place of the one before, with which the event stream ended. */
export const renewals = signal(0)

/** To be called when what was asked of the station has signed this browser in anew. */
export async function sessionRenewed(): Promise<void> {
  renewals.value++
  await readSession()
}

/** The station knows nobody here, or nobody any more. */
export function sessionEnded(): void {
  session.value = null
}

export async function signOut(): Promise<void> {
  await ask(api.session.$delete()).catch(() => {})
  batch(() => {
    session.value = null
    owner.value = null
  })
}
