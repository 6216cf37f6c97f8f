/**
 * Drives a rollback over its facts: a step's beginning is recorded, then it is done, then its end
 * is recorded with the evidence. Steps are idempotent, so whoever comes back after an end at any
 * byte does the step whose end is missing once more, and goes on.
 */
import type { ChangeFact, RollbackStepId } from '../../domain/change.ts';
import type { EpochMs } from '../../domain/time.ts';
import { nextStep, type Rollback, type RollbackBook } from './book.ts';

export type StepResult =
  /** `failed` ends in a hold; for RB-7 it ends the rollback, with entries halted again. */
  | { readonly kind: 'done' | 'failed'; readonly evidence: readonly string[] }
  /** Not yet: asked again at the next round. */
  | { readonly kind: 'waiting'; readonly evidence: readonly string[] };

export interface RollbackPorts {
  readonly now: () => EpochMs;
  readonly book: () => RollbackBook;
  /** Durable when it returns, all or none. */
  readonly append: (facts: readonly ChangeFact[]) => void;
  /** Does one step; whatever it throws is a failure in words. Bounded by its own limits. */
  readonly act: (step: RollbackStepId, rollback: Rollback) => Promise<StepResult>;
}

/** Goes on as far as it can. Returns what is waited for, in words; null: nothing is. */
export async function driveRollback(ports: RollbackPorts): Promise<readonly string[] | null> {
  // Seven steps, each at most once a round.
  for (let round = 0; round < 16; round += 1) {
    const { open } = ports.book();
    const next = nextStep(open);
    if (open === null || next.kind === 'nothing' || next.kind === 'held') return null;
    if (next.kind === 'finished') {
      ports.append([ended(ports.now(), open.id, 'confirmed', 'validated')]);
      return null;
    }
    const { step } = next;
    if (!next.begun) ports.append([moved(ports.now(), open.id, step, 'begun', [])]);
    const result = await attempt(ports, step, open);
    // A person may have ended it meanwhile.
    if (ports.book().open?.id !== open.id) return null;
    if (result.kind === 'waiting') return result.evidence;
    const at = ports.now();
    const facts: ChangeFact[] = [moved(at, open.id, step, result.kind, result.evidence)];
    if (step === 'RB-7') {
      const outcome = result.kind === 'done' ? 'confirmed' : 'failed';
      facts.push(ended(at, open.id, outcome, result.evidence.join('; ')));
    }
    ports.append(facts);
  }
  return null;
}

async function attempt(
  ports: RollbackPorts,
  step: RollbackStepId,
  open: Rollback,
): Promise<StepResult> {
  try {
    return await ports.act(step, open);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', evidence: [text] };
  }
}

const moved = (
  at: EpochMs,
  rollback: string,
  id: RollbackStepId,
  state: 'begun' | 'done' | 'failed',
  evidence: readonly string[],
): ChangeFact => ({ kind: 'rollback_step', at, rollback, step: { id, state, at, evidence } });

const ended = (
  at: EpochMs,
  rollback: string,
  outcome: 'confirmed' | 'failed',
  text: string,
): ChangeFact => ({ kind: 'rollback_ended', at, rollback, outcome, text });
