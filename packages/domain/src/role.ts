import { z } from 'zod'

/** What a person or a program may do; each may also what those before it may. What that is says the table of the API's routes. */
export const roles = ['viewer', 'operator', 'officer', 'administrator'] as const

export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** Whether `role` may do what asks for `least`. */
export function includesRole(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least)
}
