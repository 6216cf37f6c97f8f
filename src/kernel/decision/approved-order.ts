/** The order of an allowed decision as it goes out: whole lots and ticks as exact decimals. */
import type { KernelConfig } from '../../domain/config.ts';
import type { EntryOrder } from '../../domain/decision.ts';
import type { KernelIndex } from '../basis/config-index.ts';
import { stepsToText } from '../basis/exact.ts';
import type { AllowedDecision, ApprovedOrder } from '../events.ts';
import type { CoreState } from '../state.ts';
import * as L from './layout.ts';

/** What an order takes from the kernel that decided it. */
export interface DecidedBy {
  readonly config: KernelConfig;
  readonly index: KernelIndex;
  readonly core: Pick<CoreState, 'writer'>;
}

/** Only an allowed decision has one, by type: what was refused cannot be sent by mistake. */
export function approvedOrder(kernel: DecidedBy, decision: AllowedDecision): ApprovedOrder {
  const { figures: f, signal, at } = decision;
  const { exact } = kernel.index.symbols[f[L.SYMBOL]!]!;
  const order: EntryOrder = {
    decision: decision.decision,
    attempt: f[L.ATTEMPT] as EntryOrder['attempt'],
    strategy: signal.strategy,
    symbol: signal.symbol,
    side: signal.side,
    quantity: stepsToText(f[L.LOTS]!, exact.lot),
    limitPrice: stepsToText(f[L.TICKS]!, exact.tick),
    referencePrice: f[L.MID]!,
    stopDistance: signal.stopDistance,
    timeout: kernel.index.strategies[f[L.STRATEGY]!]!.bucketConfig.entryTimeout,
    exitPlan: signal.exitPlan,
    epoch: f[L.EPOCH]!,
    writer: kernel.core.writer,
    decidedAt: at,
    expiresAt: at + kernel.config.guards.decisionLifetime,
  };
  return order as ApprovedOrder;
}
