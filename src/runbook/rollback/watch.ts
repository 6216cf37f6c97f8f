/**
 * Rollback triggers RB-T1 to RB-T3: begins, lasts and ends of each, once per occurrence. The limits
 * are the runbook's and no configuration's: a bad configuration must not switch off the watch that
 * finds it. Plain data, part of the state; pure.
 */
import type { TriggerRecord } from '../../domain/rollback.ts';
import { type EpochMs, MINUTE_MS, type Ms, SECOND_MS } from '../../domain/time.ts';
import { percent, utc } from '../../kernel/basis/text.ts';
import type { Difference } from './breaker-compare.ts';
import { type BreakerLedger, createBreakerLedger } from './breaker-ledger.ts';

type WatchedTrigger = TriggerRecord['trigger'];

export interface RollbackWatch {
  readonly ledger: BreakerLedger;
  /** Unexpected rejects above the limit since; null: they are not. */
  rejectsSince: EpochMs | null;
  /** Violations found, ever, and the last. */
  violations: number;
  violatedAt: EpochMs | null;
  /** Breakers that differ, since when. */
  differing: readonly (Difference & { readonly since: EpochMs })[];
  comparedAt: EpochMs;
  /** When the rates were looked at last. */
  judgedAt: EpochMs;
  /** Oldest first, the newest `KEPT`. */
  triggers: readonly TriggerRecord[];
  /** Number of the last one. */
  count: number;
}

/** Runbook 4: unexpected order rejects > 60 % for > 30 minutes. */
const REJECTS_LIMIT = 0.6;
const REJECTS_FOR: Ms = 30 * MINUTE_MS;
/** A violation counts as in force for so long after the last one. */
const VIOLATION_LASTS: Ms = 30 * MINUTE_MS;
/** A difference that is gone at the next look is a race of two evaluations. */
const DIFFERS_FOR: Ms = 2 * MINUTE_MS;
/** Rates and breakers are looked at no more often, market time. */
export const JUDGE_EVERY: Ms = SECOND_MS;
export const COMPARE_EVERY: Ms = MINUTE_MS;
const KEPT = 20;
const EPSILON = 1e-9;

/** `followed`: from the first mark, trade and candle on. */
export const createRollbackWatch = (followed: boolean): RollbackWatch => ({
  ledger: createBreakerLedger(followed),
  rejectsSince: null,
  violations: 0,
  violatedAt: null,
  differing: [],
  comparedAt: 0,
  judgedAt: 0,
  triggers: [],
  count: 0,
});

/** Another version or build is judged by what it does itself. */
export function judgeAnew(watch: RollbackWatch, at: EpochMs): void {
  watch.rejectsSince = null;
  watch.violatedAt = null;
  watch.differing = [];
  // What is in force was demanded by other figures.
  watch.ledger.doubted = true;
  for (const { trigger } of watch.triggers) endTrigger(watch, trigger, at);
}

export const inForce = ({ triggers }: RollbackWatch): readonly TriggerRecord[] =>
  triggers.filter(({ until }) => until === null);

/** Returns the occurrence that began; null: none did. */
export function watchRejects(
  watch: RollbackWatch,
  rate: { readonly value: number | null; readonly samples: number },
  now: EpochMs,
): TriggerRecord | null {
  watch.judgedAt = now;
  // Too few samples trigger nothing (domain specification 1.10), and end what they began.
  if (rate.value === null || rate.value <= REJECTS_LIMIT + EPSILON) {
    watch.rejectsSince = null;
    endTrigger(watch, 'rejects', now);
    return null;
  }
  watch.rejectsSince ??= now;
  if (now - watch.rejectsSince <= REJECTS_FOR) return null;
  return begin(watch, 'rejects', now, [
    `unexpected rejects ${percent(rate.value)} of ${rate.samples} attempts, above ${percent(REJECTS_LIMIT)} since ${utc(watch.rejectsSince)}`,
  ]);
}

/** When the rejects that last now trigger; null: they do not last. */
export const rejectsWake = ({ rejectsSince, triggers }: RollbackWatch): EpochMs | null =>
  rejectsSince === null || triggers.some((one) => one.trigger === 'rejects' && one.until === null)
    ? null
    : rejectsSince + REJECTS_FOR + 1;

/** `found`: violations of this batch, in words. */
export function watchCaps(
  watch: RollbackWatch,
  found: readonly string[],
  now: EpochMs,
): TriggerRecord | null {
  watch.violations += found.length;
  if (found.length > 0) {
    watch.violatedAt = now;
    return begin(watch, 'cap_violation', now, found.slice(0, 10));
  }
  if (watch.violatedAt !== null && now - watch.violatedAt > VIOLATION_LASTS) {
    watch.violatedAt = null;
    endTrigger(watch, 'cap_violation', now);
  }
  return null;
}

export function watchBreakers(
  watch: RollbackWatch,
  differences: readonly Difference[],
  now: EpochMs,
): TriggerRecord | null {
  watch.comparedAt = now;
  watch.differing = differences.map((difference) => {
    const before = watch.differing.find(({ breaker }) => breaker === difference.breaker);
    return { ...difference, since: before?.since ?? now };
  });
  const lasting = watch.differing.filter(({ since }) => now - since >= DIFFERS_FOR);
  if (lasting.length > 0) {
    const evidence = lasting.map(
      ({ breaker, text, since }) => `${breaker}: ${text}, since ${utc(since)}`,
    );
    return begin(watch, 'breaker_mismatch', now, evidence);
  }
  if (differences.length === 0) endTrigger(watch, 'breaker_mismatch', now);
  return null;
}

/** Null when it lasts already. */
function begin(
  watch: RollbackWatch,
  trigger: WatchedTrigger,
  at: EpochMs,
  evidence: readonly string[],
): TriggerRecord | null {
  if (watch.triggers.some((one) => one.trigger === trigger && one.until === null)) return null;
  watch.count += 1;
  const record = { number: watch.count, trigger, at, until: null, evidence };
  watch.triggers = [...watch.triggers, record].slice(-KEPT);
  return record;
}

function endTrigger(watch: RollbackWatch, trigger: WatchedTrigger, at: EpochMs): void {
  if (!watch.triggers.some((one) => one.trigger === trigger && one.until === null)) return;
  watch.triggers = watch.triggers.map((one) =>
    one.trigger === trigger && one.until === null ? { ...one, until: at } : one,
  );
}
