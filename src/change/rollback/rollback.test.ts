import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangeFact, RollbackStepId, VersionRef } from '../../domain/change.ts';
import {
  createRollbackBook,
  foldRollback,
  isRunning,
  nextStep,
  ROLLBACK_STEPS,
  type RollbackBook,
  stepOf,
} from './book.ts';
import {
  confirmRollback,
  declineRollback,
  type RollbackView,
  requestRollback,
  retryRollback,
  startProposed,
} from './commands.ts';
import { driveRollback, type RollbackPorts, type StepResult } from './drive.ts';

const ref = (digit: string, build = '1.0.0+a'): VersionRef => ({
  commit: digit.repeat(40),
  version: `c-${digit.repeat(12)}`,
  build,
});
const bad = ref('b');
const good = ref('a');
const older = ref('9');

const fold = (facts: readonly ChangeFact[]): RollbackBook =>
  facts.reduce(foldRollback, createRollbackBook());

const view = (facts: readonly ChangeFact[], over: Partial<RollbackView> = {}): RollbackView => ({
  book: fold(facts),
  inForce: bad,
  knownGood: [good, older],
  quarantined: [],
  ...over,
});

const asked = {
  trigger: 'operator' as const,
  occurrence: '',
  actor: 'desk',
  reason: 'rejects since the change',
  evidence: [],
  to: null,
};
const desk = { actor: 'desk', reason: 'seen and understood' };

const begun = (): readonly ChangeFact[] => {
  const ruled = requestRollback(view([]), asked, true, 1);
  if (!ruled.ok) throw new Error(ruled.text);
  return ruled.facts;
};

/** A desk whose process ends before or after any record or act, and comes back on the facts. */
class Desk {
  readonly facts: ChangeFact[];
  readonly acts: RollbackStepId[] = [];
  answer: (step: RollbackStepId) => StepResult = () => ({ kind: 'done', evidence: ['ok'] });
  /** Ends the process at this point; each record and each act has a point before and after it. */
  endsAt = Number.POSITIVE_INFINITY;
  private point = 0;

  constructor(facts: readonly ChangeFact[]) {
    this.facts = [...facts];
  }

  private pass(): void {
    this.point += 1;
    if (this.point === this.endsAt) throw new Error('killed');
  }

  get ports(): RollbackPorts {
    return {
      now: () => this.facts.length,
      book: () => fold(this.facts),
      append: (facts) => {
        this.pass();
        this.facts.push(...facts);
        this.pass();
      },
      act: (step) => {
        this.acts.push(step);
        return Promise.resolve(this.answer(step));
      },
    };
  }

  async run(): Promise<readonly string[] | null> {
    return await driveRollback(this.ports);
  }

  get book(): RollbackBook {
    return fold(this.facts);
  }
}

describe('a rollback', () => {
  it('RB-1 RB-2 RB-3 RB-4 RB-5 RB-6 RB-7 does its steps in this order, each once, with evidence', async () => {
    const life = new Desk(begun());
    expect(await life.run()).toBeNull();
    expect(life.acts).toEqual(ROLLBACK_STEPS);
    expect(life.book.open).toBeNull();
    const [done] = life.book.past;
    expect(done?.ended?.outcome).toBe('confirmed');
    for (const step of ROLLBACK_STEPS) {
      expect(stepOf(done!, step)).toMatchObject({ state: 'done', evidence: ['ok'] });
    }
  });

  it('RB-4 a step that fails holds with its reason, nothing after it is done, and a retry goes on', async () => {
    const life = new Desk(begun());
    life.answer = (step) =>
      step === 'RB-4'
        ? { kind: 'failed', evidence: ['weights add up to 130 %'] }
        : { kind: 'done', evidence: [] };
    await life.run();
    expect(life.acts.at(-1)).toBe('RB-4');
    expect(nextStep(life.book.open)).toMatchObject({
      kind: 'held',
      step: { id: 'RB-4', evidence: ['weights add up to 130 %'] },
    });
    await life.run();
    expect(life.acts.filter((step) => step === 'RB-4')).toHaveLength(1);
    const ruled = retryRollback(view(life.facts), desk, 50);
    expect(ruled.ok && ruled.text).toBe('RB-4 of rollback rb1 is tried again');
    life.facts.push(...(ruled.ok ? ruled.facts : []));
    life.answer = () => ({ kind: 'done', evidence: [] });
    await life.run();
    expect(life.acts.slice(4)).toEqual(['RB-4', 'RB-5', 'RB-6', 'RB-7']);
    expect(life.book.past[0]?.ended?.outcome).toBe('confirmed');
  });

  it('RB-4 an act that throws is a failure in words', async () => {
    const life = new Desk(begun());
    life.answer = () => {
      throw new Error('no such file');
    };
    await life.run();
    expect(nextStep(life.book.open)).toMatchObject({
      kind: 'held',
      step: { id: 'RB-1', state: 'failed', evidence: ['no such file'] },
    });
  });

  it('RB-7 what the validation waits for is said, and it is asked again', async () => {
    const life = new Desk(begun());
    life.answer = (step) => ({
      kind: step === 'RB-7' ? 'waiting' : 'done',
      evidence: [step === 'RB-7' ? 'stable for 3 min of 30 min' : ''],
    });
    expect(await life.run()).toEqual(['stable for 3 min of 30 min']);
    await life.run();
    expect(life.acts.filter((step) => step === 'RB-7')).toHaveLength(2);
    expect(life.facts.filter((fact) => fact.kind === 'rollback_step')).toHaveLength(13);
  });

  it('RB-7 a validation that fails ends the rollback as failed', async () => {
    const life = new Desk(begun());
    life.answer = (step) => ({
      kind: step === 'RB-7' ? 'failed' : 'done',
      evidence: ['3 violations'],
    });
    await life.run();
    expect(life.book.past[0]?.ended).toMatchObject({ outcome: 'failed', text: '3 violations' });
    expect(isRunning(life.book)).toBe(false);
  });

  it('RB-1 RB-7 killed at any point and come back, it ends the same: every step done, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 6 }),
        async (ends) => {
          let facts = begun();
          const acts: RollbackStepId[] = [];
          for (const endsAt of [...ends, Number.POSITIVE_INFINITY]) {
            const life = new Desk(facts);
            life.endsAt = endsAt;
            await life.run().catch((error: unknown) => {
              expect(String(error)).toContain('killed');
            });
            facts = life.facts;
            acts.push(...life.acts);
          }
          const book = fold(facts);
          expect(book.past[0]?.ended?.outcome).toBe('confirmed');
          // In order: a step is only ever repeated, never skipped and never gone back to.
          const order = acts.map((step) => ROLLBACK_STEPS.indexOf(step));
          expect(order).toEqual([...order].sort((a, b) => a - b));
          expect(new Set(order).size).toBe(ROLLBACK_STEPS.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('what is refused', () => {
  const code = (ruled: ReturnType<typeof requestRollback>): string =>
    ruled.ok ? 'ok' : ruled.code;

  it('RB-2 without a known-good version, in words that say how one comes about', () => {
    for (const knownGood of [[], [bad]]) {
      const ruled = requestRollback(view([], { knownGood }), asked, true, 1);
      expect(ruled).toMatchObject({ ok: false, code: 'NO_KNOWN_GOOD' });
      expect(ruled.text).toContain('septet config pin');
    }
  });

  it('RB-2 during a rollback', () => {
    expect(code(requestRollback(view(begun()), asked, true, 2))).toBe('ROLLBACK_RUNNING');
    expect(code(startProposed(view(begun()), desk, 2))).toBe('ROLLBACK_RUNNING');
  });

  it('RB-2 to a quarantined version, named or not', () => {
    const quarantined = [good, older];
    expect(code(requestRollback(view([], { quarantined }), asked, true, 1))).toBe(
      'TARGET_QUARANTINED',
    );
    const wanted = { ...asked, to: 'cccc' };
    const gone = view([], { quarantined: [ref('c')] });
    expect(code(requestRollback(gone, wanted, true, 1))).toBe('TARGET_QUARANTINED');
  });

  it('RB-2 to the version in force, or to one nobody knows as good', () => {
    expect(code(requestRollback(view([]), { ...asked, to: 'bbbb' }, true, 1))).toBe(
      'TARGET_IN_FORCE',
    );
    const both = view([], { knownGood: [bad, good] });
    expect(code(requestRollback(both, { ...asked, to: 'bbbb' }, true, 1))).toBe('TARGET_IN_FORCE');
    expect(code(requestRollback(view([]), { ...asked, to: 'dddd' }, true, 1))).toBe(
      'NOT_KNOWN_GOOD',
    );
  });

  it('RB-2 with nothing in force', () => {
    expect(code(requestRollback(view([], { inForce: null }), asked, true, 1))).toBe(
      'NOTHING_IN_FORCE',
    );
  });

  it('RB-4 a retry of what did not fail, a decline of what is at work, a confirmation too early', () => {
    expect(code(retryRollback(view(begun()), desk, 2))).toBe('NOT_HELD');
    expect(code(declineRollback(view(begun()), desk, 2))).toBe('ROLLBACK_RUNNING');
    expect(code(declineRollback(view([]), desk, 2))).toBe('NO_ROLLBACK');
    expect(code(startProposed(view([]), desk, 2))).toBe('NO_ROLLBACK');
    expect(code(confirmRollback(view(begun()), desk, 2))).toBe('NOT_IN_VALIDATION');
  });
});

describe('what is chosen', () => {
  it('RB-2 the newest known-good version but the one in force', () => {
    const ruled = requestRollback(view([], { knownGood: [bad, good, older] }), asked, true, 1);
    expect(ruled.ok && ruled.facts[0]).toMatchObject({
      kind: 'rollback_begun',
      from: bad,
      to: good,
    });
    const skipped = requestRollback(view([], { quarantined: [good] }), asked, true, 1);
    expect(skipped.ok && skipped.facts[0]).toMatchObject({ to: older });
  });

  it('RB-2 another build of the same configuration is another version', () => {
    const earlier = ref('b', '0.9.0+z');
    const ruled = requestRollback(view([], { knownGood: [earlier] }), asked, true, 1);
    expect(ruled.ok && ruled.facts[0]).toMatchObject({ to: earlier });
  });

  it('RB-2 the one that is named', () => {
    const ruled = requestRollback(view([]), { ...asked, to: 'c-999' }, true, 1);
    expect(ruled.ok && ruled.facts[0]).toMatchObject({ to: older });
  });
});

describe('a proposal', () => {
  const occurred = { ...asked, trigger: 'rejects' as const, occurrence: 'r1:1', actor: 'septet' };
  const proposed = (): readonly ChangeFact[] => {
    const ruled = requestRollback(view([]), occurred, false, 1);
    if (!ruled.ok) throw new Error(ruled.text);
    return ruled.facts;
  };

  it('RB-T1 waits for a person, who begins it', async () => {
    const life = new Desk(proposed());
    await life.run();
    expect(life.acts).toEqual([]);
    const ruled = startProposed(view(life.facts), desk, 2);
    life.facts.push(...(ruled.ok ? ruled.facts : []));
    expect(life.book.open).toMatchObject({
      id: 'rb1',
      trigger: 'rejects',
      actor: 'desk',
      begunAt: 2,
    });
    await life.run();
    expect(life.acts).toEqual(ROLLBACK_STEPS);
  });

  it('RB-T1 is remembered by its occurrence, so that it is answered once', () => {
    expect(fold(proposed()).answered).toEqual(['r1:1']);
    expect(requestRollback(view(proposed()), occurred, false, 2)).toMatchObject({
      code: 'ROLLBACK_PROPOSED',
    });
  });

  it('RB-T4 gives way to an automatic start, to the same version or to another', () => {
    const loop = { ...occurred, trigger: 'crash_loop' as const, occurrence: 'x' };
    const same = requestRollback(view(proposed()), loop, true, 2);
    expect(same.ok && same.facts.map(({ kind }) => kind)).toEqual(['rollback_begun']);
    const other = requestRollback(view(proposed()), { ...loop, to: '9999' }, true, 2);
    expect(other.ok && other.facts.map(({ kind }) => kind)).toEqual([
      'rollback_ended',
      'rollback_begun',
    ]);
    const facts = [...proposed(), ...(other.ok ? other.facts : [])];
    expect(fold(facts).open).toMatchObject({ id: 'rb2', to: older });
  });

  it('RB-1 declined, it is over and nothing has changed', () => {
    const ruled = declineRollback(view(proposed()), desk, 2);
    const facts = [...proposed(), ...(ruled.ok ? ruled.facts : [])];
    expect(fold(facts)).toMatchObject({ open: null, past: [{ ended: { outcome: 'declined' } }] });
  });
});

it('RB-7 a person may confirm while the validation runs', async () => {
  const life = new Desk(begun());
  life.answer = (step) => ({ kind: step === 'RB-7' ? 'waiting' : 'done', evidence: [] });
  await life.run();
  const ruled = confirmRollback(view(life.facts), desk, 60);
  life.facts.push(...(ruled.ok ? ruled.facts : []));
  expect(life.book.past[0]?.ended).toMatchObject({ outcome: 'confirmed' });
  expect(life.book.past[0]?.ended?.text).toContain('desk');
});
