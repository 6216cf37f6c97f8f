/** Does what the script says at the instants it names. */
import type { OperatorCommand } from '../bus/messages.ts';
import type { SeptetConfig } from '../domain/config.ts';
import { decimal, decimalOf, floorTo, formatDecimal } from '../domain/decimal.ts';
import { strategyId, symbolId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AssembledSimulation } from '../simulation/assemble.ts';
import { changedVersion } from './changed-version.ts';
import { type Known, resolveMoment } from './moment.ts';
import type { Recorder } from './recorder.ts';
import type { Act, ProcessName, ScriptedStep } from './scenario.ts';
import type { ScriptedWorker } from './scripted-worker.ts';

/** Who acts in a drill. */
const ACTOR = 'desk';
const REASON = 'drill';

interface Pending {
  readonly step: ScriptedStep;
  done: number;
  /** When the next repetition is due; null before the first. */
  next: EpochMs | null;
  accepted: boolean;
}

export interface StepWorld {
  readonly parts: AssembledSimulation;
  readonly config: SeptetConfig;
  readonly recorder: Recorder;
  readonly workers: ReadonlyMap<string, ScriptedWorker>;
  readonly known: Known;
  /** Price of the last trade. */
  readonly price: (symbol: string) => number;
}

export class StepRunner {
  private pending: Pending[];
  private readonly world: StepWorld;
  private readonly asked = new Map<string, Pending>();
  private commands = 0;
  private trades = 0;

  constructor(steps: readonly ScriptedStep[], world: StepWorld) {
    this.pending = steps.map((step) => ({ step, done: 0, next: null, accepted: false }));
    this.world = world;
  }

  /** Everything due at or before `at`, in the order of the script. */
  run(at: EpochMs): void {
    for (const pending of this.pending) {
      pending.next ??= resolveMoment(pending.step.at, this.world.known);
      if (pending.next === null || pending.next > at) continue;
      pending.done += 1;
      pending.next = at + pending.step.every;
      this.act(pending, at);
    }
    this.pending = this.pending.filter(
      ({ step, done, accepted }) => done < step.times && !(accepted && step.untilAccepted),
    );
  }

  /** Answer to a command that was given here. */
  onReply(id: string, ok: boolean): void {
    const pending = this.asked.get(id);
    this.asked.delete(id);
    if (pending !== undefined && ok) pending.accepted = true;
  }

  private act(pending: Pending, at: EpochMs): void {
    const { act } = pending.step;
    const { parts, recorder } = this.world;
    const say = (text: string): void => recorder.add('step', at, { do: act.do }, text);
    switch (act.do) {
      case 'enter':
        this.enter(act, at);
        return;
      case 'exit': {
        const { strategy, symbol, side } = act;
        say(`rule exit of ${strategy}: ${side} ${symbol}`);
        const whose = { strategy: strategyId(strategy), symbol: symbolId(symbol), side };
        const request = { ...whose, reason: 'rule', at };
        parts.simulation.command({ kind: 'exit', request });
        return;
      }
      case 'command':
        say(`${act.command.actor}: ${act.command.kind}`);
        this.command(pending, act.command, at);
        return;
      case 'silence': {
        const until = at + act.length;
        say(`silence of ${act.of}`);
        const said = { actor: ACTOR, reason: REASON };
        this.command(pending, { kind: 'alert_silence', of: act.of, until, ...said }, at);
        return;
      }
      case 'acknowledge':
      case 'approve':
      case 'resolve':
        this.incident(pending, act, at);
        return;
      case 'latch':
        say(`latch of the executor ${act.on ? 'closed' : 'opened'} past the orchestrator`);
        parts.simulation.command({ kind: 'halt', on: act.on, actor: ACTOR, reason: REASON });
        return;
      case 'flatten': {
        const scope = {
          strategy: act.strategy === null ? null : strategyId(act.strategy),
          symbol: act.symbol === null ? null : symbolId(act.symbol),
        };
        say(`flatten ${act.strategy ?? 'all'} ${act.symbol ?? ''}`.trim());
        parts.simulation.command({ kind: 'flatten', scope, actor: ACTOR, reason: REASON });
        return;
      }
      case 'stop':
        this.stop(act.process, at);
        return;
      case 'start':
        this.start(act, at);
        return;
      case 'trade':
        this.trade(act, at);
        return;
    }
  }

  private enter(act: Extract<Act, { do: 'enter' }>, at: EpochMs): void {
    const { parts, recorder, workers, price } = this.world;
    const worker = workers.get(act.strategy);
    if (worker === undefined) {
      const text = `${act.strategy} does not run in this portfolio: no signal`;
      recorder.add('step', at, { do: 'enter' }, text);
      return;
    }
    recorder.add('step', at, { do: 'enter' }, `${act.strategy} signals ${act.side} ${act.symbol}`);
    const signal = worker.propose(act, price(act.symbol), at);
    parts.simulation.give({ kind: 'signal', signal });
  }

  private command(pending: Pending, command: OperatorCommand, at: EpochMs): void {
    this.commands += 1;
    const id = `c${this.commands}`;
    this.asked.set(id, pending);
    this.world.parts.simulation.give({ kind: 'command', id, command, at });
    this.asked.delete(id);
  }

  private incident(
    pending: Pending,
    act: Extract<Act, { do: 'acknowledge' | 'approve' | 'resolve' }>,
    at: EpochMs,
  ): void {
    const { recorder } = this.world;
    const found = [...recorder.incidents.values()]
      .filter(({ state }) => state !== 'resolved')
      .findLast(({ class: is }) => act.incident === null || act.incident === is);
    const which = `${act.incident ?? ''} incident`.trim();
    if (found === undefined) {
      recorder.add('step', at, { do: act.do }, `${act.do}: there is no ${which}`);
      return;
    }
    recorder.add('step', at, { do: act.do }, `${ACTOR}: ${act.do} ${found.id}`);
    const said = { actor: ACTOR, reason: REASON, incident: found.id };
    if (act.do === 'acknowledge') {
      this.command(pending, { kind: 'incident_ack', class: act.classify, ...said }, at);
    } else if (act.do === 'resolve') {
      this.command(pending, { kind: 'incident_resolve', rootCause: act.rootCause, ...said }, at);
    } else {
      const waiting = found.actions.filter(({ id, state }) =>
        act.action === null ? state === 'waiting' : id === act.action,
      );
      for (const { id: action } of waiting) {
        this.command(pending, { kind: 'incident_approve', action, ...said }, at);
      }
    }
  }

  private stop(process: ProcessName, at: EpochMs): void {
    const { parts, recorder } = this.world;
    recorder.add('process', at, { process, change: 'stopped' }, `${process} ends`);
    if (process === 'orchestrator') parts.simulation.stopOrchestrator();
    else if (process === 'executor') parts.simulation.stopExecutor('it ended');
    else parts.simulation.setFeed(false, 'it ended');
  }

  private start(act: Extract<Act, { do: 'start' }>, at: EpochMs): void {
    const { process, entryHalt, limits } = act;
    const { parts, recorder, config } = this.world;
    const halt = entryHalt ? { actor: 'environment', reason: 'ENTRY_HALT=true' } : undefined;
    const changed = Object.entries(limits).map(([key, value]) => `, ${key} ${value}`);
    const text = `${process} starts${changed.join('')}`;
    recorder.add('process', at, { process, change: 'started' }, text);
    if (process === 'orchestrator') parts.restartOrchestrator(halt, changedVersion(config, limits));
    else if (process === 'executor') parts.restartExecutor(halt);
    else parts.simulation.setFeed(true, 'it is back');
  }

  /** By hand, at the venue itself: no decision, no order of ours. */
  private trade(act: Extract<Act, { do: 'trade' }>, at: EpochMs): void {
    const { parts, recorder, price } = this.world;
    const { symbol, side, notional } = act;
    const lot = parts.exchange.instruments.find((each) => each.symbol === symbol)?.lotSize ?? '1';
    const quantity = formatDecimal(floorTo(decimalOf(notional / price(symbol)), decimal(lot)));
    this.trades += 1;
    recorder.add(
      'step',
      at,
      { do: 'trade' },
      `somebody trades by hand: ${side} ${quantity} ${symbol}`,
    );
    const order = { symbol: symbolId(symbol), positionSide: side, quantity };
    parts.exchange.submit(
      {
        ...{ kind: 'place', clientOrderId: `manual-${this.trades}`, action: 'open' },
        ...{ type: 'market', price: null, stopPrice: null, timeInForce: 'IOC' },
        ...order,
      },
      at,
    );
  }
}
