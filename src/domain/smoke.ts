/** What a smoke test of the version in force found (requirement RB-4). */
export interface SmokeCheck {
  readonly id: 'weights' | 'caps' | 'breakers';
  readonly ok: boolean;
  /** In words with figures. */
  readonly text: string;
}

export interface SmokeReport {
  readonly version: string;
  readonly build: string;
  readonly passed: boolean;
  readonly checks: readonly SmokeCheck[];
  /** `name=value`, in a fixed order, the values as the machine has them. */
  readonly figures: readonly string[];
}
