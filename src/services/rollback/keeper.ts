/**
 * Looks after rollbacks in the supervisor: asks the orchestrator every second how it is, answers
 * triggers, drives the rollback that is open, and makes versions known-good. What it has to
 * remember is in the facts: it goes on after any end of the process.
 */
import { nextStep, ROLLBACK_STEPS, type Rollback, stepOf } from '../../change/rollback/book.ts';
import {
  confirmRollback,
  declineRollback,
  type Ruled,
  requestRollback,
  retryRollback,
  startProposed,
} from '../../change/rollback/commands.ts';
import { driveRollback, type StepResult } from '../../change/rollback/drive.ts';
import {
  createValidation,
  judgeValidation,
  takeSample,
  type ValidationState,
} from '../../change/rollback/validation.ts';
import type { RollbackTrigger } from '../../domain/change.ts';
import type {
  Baseline,
  RollbackCommand,
  RollbackReading,
  RollbackReply,
  RollbackStatus,
  RollbackView,
} from '../../domain/rollback.ts';
import type { Ms } from '../../domain/time.ts';
import { baselineFigure } from '../../runbook/review/baseline.ts';
import { act, halt } from './acts.ts';
import { ask, OrchestratorEye, tell } from './ask.ts';
import { type Health, healthAfter, readHealth, writeHealth } from './health.ts';
import type { RollbackHouse } from './office.ts';

const LOOK_EVERY: Ms = 1_000;
/** RB-T4: three crashes within five minutes, machine time. */
const LOOP_CRASHES = 3;
const LOOP_WINDOW: Ms = 300_000;
const SYSTEM = 'supervisor';
/** As long as the orchestrator does not tell one. */
const NO_BASELINE: Baseline = {
  timeouts: baselineFigure([]),
  slippageBps: baselineFigure([]),
};

export class RollbackKeeper {
  private readonly house: RollbackHouse;
  private timer: NodeJS.Timeout | null = null;
  private eye: OrchestratorEye | null = null;
  private busy = false;
  private again = false;
  private stopped = false;
  private validation: { readonly id: string; state: ValidationState } | null = null;
  private reading: RollbackReading | null = null;
  private waits: readonly string[] = [];
  private health: Health | null;

  constructor(house: RollbackHouse) {
    this.house = house;
    this.health = readHealth(house.home);
  }

  start(): void {
    this.eye = new OrchestratorEye(this.house.home);
    this.timer = setInterval(() => this.wake(), LOOK_EVERY);
    this.wake();
  }

  /** The step that is being done is not waited for: the facts know how far it got. */
  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearInterval(this.timer);
    this.eye?.close();
  }

  /** A process crashed; true: a rollback restarts it. `crashes`: machine times, ascending. */
  crashed(name: string, crashes: readonly Ms[]): boolean {
    if (name !== 'orchestrator' || this.stopped) return false;
    const last = crashes.at(-1) ?? 0;
    const recent = crashes.filter((at) => last - at < LOOP_WINDOW).length;
    if (recent < LOOP_CRASHES) return false;
    const evidence = [`${recent} crashes of the orchestrator within 5 minutes`];
    // Once a loop: while it lasts, its occurrence is the same.
    const first = Math.floor(crashes.find((at) => last - at < LOOP_WINDOW) ?? last);
    return this.trigger('crash_loop', `crash:${process.pid}:${first}`, evidence);
  }

  async command(command: RollbackCommand): Promise<RollbackReply> {
    const { kind, actor, reason } = command;
    if (kind !== 'status') {
      if (actor.trim() === '' || reason.trim() === '') {
        const text = 'a command names its actor and its reason';
        return { ok: false, code: 'COMMAND_INVALID', text };
      }
      const { open } = this.house.view().book;
      const ruled = this.rule(command);
      if (!ruled.ok) {
        const at = this.house.now();
        const about = { command: `rollback ${kind}`, actor, text: ruled.text };
        this.house.append([{ kind: 'refused', at, ...about }]);
        return ruled;
      }
      this.house.append(ruled.facts);
      this.house.say('warning', ruled.text);
      // From here on the halt is a person's, who lifts it with a resume.
      if (kind === 'decline' && open?.begunAt !== null) await halt(this.house, actor, reason);
      this.wake();
      return { ok: true, text: ruled.text, status: this.status() };
    }
    return { ok: true, text: '', status: this.status() };
  }

  status(): RollbackStatus {
    const view = this.house.view();
    const { book, inForce } = view;
    const asked = {
      trigger: 'operator',
      occurrence: '',
      actor: '',
      reason: '',
      evidence: [],
    } as const;
    const target = requestRollback(
      { ...view, book: { ...book, open: null } },
      { ...asked, to: null },
      true,
      0,
    );
    const [begun] = target.ok
      ? target.facts.flatMap((fact) => (fact.kind === 'rollback_begun' ? [fact.to] : []))
      : [];
    return {
      inForce,
      target: begun ?? null,
      open: book.open === null ? null : viewOf(book.open, this.waits),
      past: book.past.map((rollback) => viewOf(rollback, [])),
    };
  }

  private rule({ kind, to, actor, reason }: RollbackCommand): Ruled {
    const view = this.house.view();
    const at = this.house.now();
    const asked = { actor, reason };
    switch (kind) {
      case 'start': {
        const { open } = view.book;
        if (open !== null && open.begunAt === null && to === null) {
          return startProposed(view, asked, at);
        }
        const about = { trigger: 'operator', occurrence: '', evidence: [], to } as const;
        return requestRollback(view, { ...about, ...asked }, true, at);
      }
      case 'retry':
        return retryRollback(view, asked, at);
      case 'decline':
        return declineRollback(view, asked, at);
      case 'confirm':
        return confirmRollback(view, asked, at);
      case 'status':
        return { ok: true, facts: [], text: '' };
    }
  }

  /** Answers an occurrence once; true when a rollback began. */
  private trigger(
    trigger: RollbackTrigger,
    occurrence: string,
    evidence: readonly string[],
  ): boolean {
    const view = this.house.view();
    if (view.book.answered.includes(occurrence)) return false;
    const automatic = this.house.rules().automatic.includes(trigger);
    const reason = evidence[0] ?? trigger;
    const about = { trigger, occurrence, actor: SYSTEM, reason, evidence, to: null };
    const ruled = requestRollback(view, about, automatic, this.house.now());
    if (!ruled.ok) {
      if (this.told !== `${occurrence} ${ruled.code}`) {
        this.told = `${occurrence} ${ruled.code}`;
        this.house.say('critical', `rollback trigger ${trigger} (${reason}): ${ruled.text}`);
      }
      return false;
    }
    this.house.append(ruled.facts);
    this.house.say('critical', `rollback trigger ${trigger} (${reason}): ${ruled.text}`);
    this.wake();
    return automatic;
  }

  /** What was refused last, so that it is told once. */
  private told = '';

  private wake(): void {
    if (this.stopped) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    void this.round()
      .catch((error: unknown) => {
        if (this.stopped) return;
        this.house.say('critical', `rollback: ${error instanceof Error ? error.message : error}`);
      })
      .finally(() => {
        this.busy = false;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  private async round(): Promise<void> {
    const { open } = this.house.view().book;
    const running = nextStep(open).kind === 'act';
    // The steps themselves look at what they need: nothing is asked of a dead orchestrator first.
    if (!running || stepOf(open as Rollback, 'RB-7') !== null) await this.look();
    if (this.stopped) return;
    const waits = await driveRollback({
      now: this.house.now,
      book: () => this.house.view().book,
      append: (facts) => {
        if (this.stopped) throw new Error('the supervisor is ending');
        this.house.append(facts);
        for (const fact of facts) {
          if (fact.kind !== 'rollback_step' || fact.step.state === 'begun') continue;
          const { id, state, evidence } = fact.step;
          const severity = state === 'failed' ? 'critical' : 'info';
          this.house.say(
            severity,
            `rollback ${fact.rollback}: ${id} ${state}, ${evidence.join('; ')}`,
          );
        }
      },
      act: (step, rollback) =>
        step === 'RB-7' ? this.validate(rollback) : act(this.house, step, rollback),
    });
    this.waits = waits ?? [];
  }

  private async look(): Promise<void> {
    this.reading = (await this.eye?.reading()) ?? null;
    if (this.reading === null) return;
    for (const { number, trigger, until, evidence } of this.reading.triggers) {
      // Numbers are of the orchestrator's journal, which stays that of this home.
      if (until === null) this.trigger(trigger, `core:${number}`, evidence);
    }
    await this.keepHealth(this.reading);
    this.house.keepBuilds();
  }

  private async keepHealth(reading: RollbackReading): Promise<void> {
    const { inForce } = this.house.view();
    const before = this.health;
    this.health = healthAfter(before, reading, this.house.now());
    if (this.health !== before) writeHealth(this.house.home, this.health);
    if (inForce === null || this.health === null) return;
    if (this.house.runsAs() !== reading.version || inForce.build !== reading.build) return;
    const { since, at } = this.health;
    if (at - since < this.house.rules().knownGoodAfter) return;
    if (this.house.figuresOf(inForce) !== null) return;
    const report = await ask(this.house.home, 'orchestrator', (client) =>
      client.request('smoke', {}, 10_000),
    );
    if (report === null || !report.passed) return;
    const fact = { ref: inForce, figures: report.figures };
    this.house.append([{ kind: 'known_good', at: this.house.now(), ...fact }]);
    this.house.say(
      'info',
      `${inForce.version} of build ${inForce.build} is known-good from now on`,
    );
  }

  private async validate(rollback: Rollback): Promise<StepResult> {
    const { reading } = this;
    if (this.validation?.id !== rollback.id) {
      this.validation = { id: rollback.id, state: createValidation() };
    }
    if (reading !== null) {
      const { writer, launch, closed, violations, triggers, timeouts, slippageBps } = reading;
      this.validation.state = takeSample(this.validation.state, {
        at: this.house.now(),
        ...{ writer, launch, closed, timeouts, slippageBps },
        capViolations: violations,
        triggers: triggers.at(-1)?.number ?? 0,
      });
    }
    const { stableFor } = this.house.rules();
    const baseline = reading?.baseline ?? NO_BASELINE;
    const verdict = judgeValidation(this.validation.state, stableFor, baseline);
    if (verdict.kind === 'waiting') return { kind: 'waiting', evidence: verdict.evidence };
    if (verdict.kind === 'confirmed') return { kind: 'done', evidence: verdict.evidence };
    // In nobody's name that would lift it: a person resumes.
    const reason = `validation of rollback ${rollback.id} failed: ${verdict.evidence.join('; ')}`;
    await halt(this.house, SYSTEM, reason);
    await tell(this.house.home, { kind: 'halt', actor: SYSTEM, reason });
    return { kind: 'failed', evidence: [...verdict.evidence, 'entries are halted again'] };
  }
}

function viewOf(rollback: Rollback, waits: readonly string[]): RollbackView {
  const { id, trigger, from, to, actor, reason, evidence, at, ended, begunAt } = rollback;
  const next = nextStep(rollback);
  const open = begunAt === null ? 'proposed' : next.kind === 'held' ? 'held' : 'running';
  const steps = ROLLBACK_STEPS.flatMap((step) => stepOf(rollback, step) ?? []);
  const about = { id, trigger, from, to, actor, reason, evidence, at, steps, waits };
  return { ...about, state: ended?.outcome ?? open, text: ended?.text ?? '' };
}
