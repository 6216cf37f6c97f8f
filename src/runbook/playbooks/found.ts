/** What looking at a primitive found. */
export interface Found {
  /** `absent`: not in force, to be done. `impossible`: it cannot be done, and why. */
  readonly state: 'absent' | 'in_force' | 'ended' | 'done' | 'impossible';
  readonly evidence: string;
}
