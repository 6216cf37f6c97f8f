/** Who may do what: registered operators, and what a service knows of who gave a command. */

/** Ascending: each may do what the ones before it may. */
export const ROLES = ['viewer', 'operator', 'risk', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What a service found out about whoever gave a command, before it hands the command on. Part of
 * the command as journaled, so that a replay decides the same; the token never is.
 */
export interface Standing {
  readonly name: string;
  /** Null: not registered, the name is what the machine says. */
  readonly role: Role | null;
  /** Registered people who may confirm: role risk or above. */
  readonly confirmers: number;
}
