/** The projection people and programs read, assembled when somebody asks. */
import { decimalOf, formatDecimal, parseDecimal, toNumber } from '../domain/decimal.ts';
import type { VirtualPosition } from '../domain/execution.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { launchStatus } from '../runbook/launch-commands.ts';
import type { Core } from './core/core.ts';
import { operationsStatus } from './core/operations.ts';

export function portfolioStatus(
  core: Core,
  journal: { readonly sequence: number; readonly hash: string },
  at: EpochMs,
): PortfolioStatus {
  const { state, config } = core;
  const { halt } = state;
  return {
    ...core.kernel.status(at),
    schema: 'septet.status/1',
    portfolio: config.kernel.portfolio,
    configVersion: state.version,
    build: state.build,
    speed: config.runtime.speed,
    entryHalt: { on: halt !== null, actor: halt?.actor ?? '', reason: halt?.reason ?? '' },
    launch: launchStatus(core.setup, state.launch),
    positions: [...state.positions.values()].map((position) =>
      valued(position, core.symbolWatch.get(position.symbol)?.mark ?? null),
    ),
    walletBalance:
      state.walletBalance === null ? null : formatDecimal(decimalOf(state.walletBalance)),
    reconciled: state.executor.reconciled,
    operations: operationsStatus(core),
    overrides: core.state.overrides.inForce.map(({ warned: _, ...override }) => override),
    requests: core.state.requests.open.map(({ request }) => request),
    journal: { sequence: journal.sequence, hash: journal.hash },
  };
}

function valued(
  position: VirtualPosition,
  mark: number | null,
): PortfolioStatus['positions'][number] {
  const quantity = parseDecimal(position.quantity);
  const entry = parseDecimal(position.entryPrice);
  if (mark === null || quantity === undefined || entry === undefined) {
    return { ...position, mark, unrealisedPnl: null };
  }
  const sign = position.side === 'long' ? 1 : -1;
  const unrealisedPnl = sign * toNumber(quantity) * (mark - toNumber(entry));
  return { ...position, mark, unrealisedPnl };
}
