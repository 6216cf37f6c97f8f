/** The door: parses inputs, drops what changes nothing, and keeps what is only for display. */
import type { CommandReply, OperatorCommand } from '../../bus/messages.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import { PREFLIGHT_IDS } from '../../runbook/preflight.ts';
import { wantsMinute } from '../../runbook/throttle/throttle.ts';
import { deliveryInput } from '../core/alert-deliveries.ts';
import type { ConsumedInput } from '../core/consumed.ts';
import { contractsInput } from '../core/contracts.ts';
import type { Core } from '../core/core.ts';
import { pairlistInput } from '../core/pairlist.ts';
import type { OrchestratorInput } from '../messages.ts';
import { factFault } from './fact-shape.ts';
import {
  bookInput,
  candleInput,
  consumedFact,
  equityInput,
  fundingInput,
  signalInput,
} from './normalise.ts';

/** Progress of a worker, for display only: no decision rests on it. */
export interface WorkerProgress {
  readonly evaluated: number;
  readonly lastCandleAt: EpochMs | null;
}

export class Intake {
  /** Newest fact told here, and newest the executor is known to have. */
  consumed: number;
  private newest = 0;
  private marked = false;
  /** Answers to commands that never reached the core; whoever calls `take` sends and empties them. */
  readonly refusals: { readonly id: string; readonly reply: CommandReply }[] = [];
  readonly progress = new Map<StrategyId, WorkerProgress>();

  constructor(consumed: number) {
    this.consumed = consumed;
  }

  /** What is to be consumed of `inputs`, in order. */
  take(inputs: readonly OrchestratorInput[], core: Core): ConsumedInput[] {
    const batch: ConsumedInput[] = [];
    for (const input of inputs) {
      let consumed: ConsumedInput | null;
      try {
        consumed = this.parse(input, core);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        consumed = { kind: 'rejected', of: String(input?.kind), text };
      }
      if (consumed !== null) batch.push(consumed);
    }
    this.judgeCatchUp(batch, core);
    return batch;
  }

  private parse(input: OrchestratorInput, core: Core): ConsumedInput | null {
    switch (input.kind) {
      case 'price':
        return core.symbolWatch.has(input.step.symbol) ? bookInput(input.step) : null;
      case 'candle':
        return candleInput(input.event, wantsMinute(core.state.throttle, input.event.symbol));
      case 'funding':
        return fundingInput(input.info);
      case 'signal':
        return signalInput(input.signal);
      case 'fact':
        return this.fact(input);
      case 'equity':
        return this.equity(input);
      case 'worker':
        return this.worker(input, core);
      case 'command':
        return this.command(input);
      case 'preflight':
        return preflightInput(input);
      case 'link':
        return this.link(input, core);
      case 'feed':
        return sameFeed(input, core)
          ? null
          : { kind: 'feed', ready: input.ready, text: input.text };
      case 'pairlist':
        return pairlistInput(input.excluded, core);
      case 'contracts':
        return contractsInput(input.contracts, core);
      case 'delivery':
        return deliveryInput(input, core);
      case 'time':
        return null;
      default:
        return {
          kind: 'rejected',
          of: String((input as { kind?: unknown }).kind),
          text: 'unknown kind',
        };
    }
  }

  /** In ascending order; told twice counts once. */
  private fact(input: Extract<OrchestratorInput, { kind: 'fact' }>): ConsumedInput | null {
    const { sequence, fact } = input;
    if (!Number.isSafeInteger(sequence)) {
      return { kind: 'rejected', of: 'fact', text: 'sequence is no whole number' };
    }
    if (sequence <= this.consumed) return null;
    this.consumed = sequence;
    const consumed = consumedFact(fact);
    if (consumed === null) return null;
    const fault = factFault(consumed);
    if (fault !== null) return { kind: 'rejected', of: `fact ${sequence}`, text: fault };
    return { kind: 'fact', sequence, fact: consumed };
  }

  private equity(input: Extract<OrchestratorInput, { kind: 'equity' }>): ConsumedInput {
    if (!Number.isSafeInteger(input.sequence)) {
      return { kind: 'rejected', of: 'equity', text: 'sequence is no whole number' };
    }
    this.newest = Math.max(this.newest, input.sequence);
    this.marked = true;
    return equityInput(input.mark);
  }

  /** A command that makes no sense is answered, and changes nothing. */
  private command(input: Extract<OrchestratorInput, { kind: 'command' }>): ConsumedInput | null {
    const { command, id } = input;
    const whole = isWhole(command);
    if (whole && typeof command.actor === 'string' && typeof command.reason === 'string') {
      return { kind: 'command', id, command };
    }
    const text =
      'a command names its actor and its reason, and what it is about (step, override, request), in text';
    this.refusals.push({ id, reply: { ok: false, code: 'COMMAND_INVALID', text } });
    return { kind: 'rejected', of: 'command', text };
  }

  private worker(
    input: Extract<OrchestratorInput, { kind: 'worker' }>,
    core: Core,
  ): ConsumedInput | null {
    const { strategy, pid, entries, warm, lacking, evaluated, lastCandleAt } = input;
    if (!core.knows(strategy)) {
      return { kind: 'rejected', of: 'worker', text: `there is no strategy "${strategy}"` };
    }
    const latch = entries === 'paused' || entries === 'open';
    if (
      !latch ||
      typeof warm !== 'boolean' ||
      typeof lacking !== 'string' ||
      !Number.isSafeInteger(pid)
    ) {
      return { kind: 'rejected', of: 'worker', text: `${strategy}: pid, entries, warm or lacking` };
    }
    this.progress.set(strategy, { evaluated, lastCandleAt });
    const known = core.state.workers.get(strategy);
    const same =
      known?.pid === pid &&
      known.entries === entries &&
      known.warm === warm &&
      known.lacking === lacking;
    if (same && entries === core.entriesOf(strategy)) return null;
    return { kind: 'worker', strategy, pid, entries, warm, lacking };
  }

  private link(
    input: Extract<OrchestratorInput, { kind: 'link' }>,
    core: Core,
  ): ConsumedInput | null {
    const known = input.peer === 'feed' ? core.state.feed : core.state.executor;
    if (known.connected === input.up && !input.up) return null;
    // What the executor has is learned anew on every connection, from its first mark.
    if (input.peer === 'executor') this.marked = false;
    return { kind: 'link', peer: input.peer, up: input.up, text: input.text };
  }

  /**
   * Caught up: a mark came on this connection, and every fact it rests on has been consumed.
   * Judged once a batch, because marks may come before the facts of the same instant.
   */
  private judgeCatchUp(batch: ConsumedInput[], core: Core): void {
    if (!this.marked) return;
    const value = this.consumed >= this.newest;
    if (value === core.state.executor.caughtUp) return;
    const up = batch.findLast((input) => input.kind === 'link' && input.peer === 'executor');
    const connected = up?.kind === 'link' ? up.up : core.state.executor.connected;
    if (!connected) return;
    batch.push({ kind: 'caught_up', value, consumed: this.consumed, newest: this.newest });
  }
}

/** Has it what a reply in words is made of? */
function isWhole(command: OperatorCommand): boolean {
  switch (command.kind) {
    case 'launch_skip':
      return typeof command.step === 'string';
    case 'override_add':
      return (
        typeof command.target === 'object' &&
        command.target !== null &&
        Number.isFinite(command.length)
      );
    case 'override_end':
      return typeof command.override === 'string';
    case 'confirm':
    case 'withdraw':
      return typeof command.request === 'string';
    default:
      return true;
  }
}

function preflightInput(input: Extract<OrchestratorInput, { kind: 'preflight' }>): ConsumedInput {
  const known = input.checks.every(
    (check) => PREFLIGHT_IDS.includes(check.id) && typeof check.evidence === 'string',
  );
  if (!known)
    return { kind: 'rejected', of: 'preflight', text: 'a check is unknown or without evidence' };
  return { kind: 'preflight', checks: input.checks };
}

const sameFeed = (input: Extract<OrchestratorInput, { kind: 'feed' }>, core: Core): boolean =>
  core.state.feed.ready === input.ready && core.state.feed.text === input.text;
