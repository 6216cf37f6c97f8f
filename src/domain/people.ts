/** Who may do what: registered operators, and what a service knows of who gave a command. */

/** Ascending: each may do what the ones before it may. */
export const ROLES = ['viewer', 'operator', 'risk', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What a service found out about whoever gave a command, before it hands the command on. Part of
 * the command as journaled, so that a replay decides the same; the token never is.
 */
export interface Standing {
  /** The registered name; of one who is not recognised, what the machine or the command says. */
  readonly name: string;
  /** Null: not recognised. */
  readonly role: Role | null;
  /** People registered on this home. 0: nobody is asked for a token. */
  readonly registered: number;
  /** Of them those who may confirm what another one began: role risk or above, token not expired. */
  readonly confirmers: number;
  /** Why nobody is recognised although somebody should be, in words with the remedy; null: no reason. */
  readonly problem: string | null;
}

/** Somebody where nobody is registered. */
export const unregistered = (name: string): Standing => ({
  name,
  role: null,
  registered: 0,
  confirmers: 0,
  problem: null,
});

/** Least role of those who may confirm what another one began (requirement CHG-4). */
export const CONFIRMER: Role = 'risk';

export const isAtLeast = (role: Role, least: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(least);

/**
 * Null: may do what needs `least`. Where nobody is registered everybody may; what does not need a
 * role (`null`: halting, flattening, acknowledging) is never refused.
 */
export function refusalOf(standing: Standing, least: Role | null, what: string): string | null {
  if (least === null) return null;
  const { name, role, registered, problem } = standing;
  if (problem !== null) return `${what} needs role ${least}: ${problem}`;
  if (role !== null && isAtLeast(role, least)) return null;
  if (role !== null) return `${what} needs role ${least}, and ${name} has ${role}`;
  if (registered === 0) return null;
  return `${what} needs role ${least}: people are registered on this home, so say who you are with SEPTET_TOKEN or --token-file (septet whoami tells)`;
}
