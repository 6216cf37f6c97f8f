/** Every figure of one decision in a compact form; `describeDecision` expands it. */
export interface PackedDecision {
  readonly figures: readonly number[];
}
