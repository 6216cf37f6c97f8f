/** Positions as the executor reports them, for tests. */
import type { VirtualPosition } from '../../domain/execution.ts';
import { strategyId } from '../../domain/ids.ts';
import type { OrchestratorInput } from '../messages.ts';
import type { Rig } from './rig.ts';

export function held(
  rig: Rig,
  position: Pick<VirtualPosition, 'symbol' | 'quantity' | 'entryPrice' | 'stopPrice'> &
    Partial<VirtualPosition>,
): OrchestratorInput {
  return rig.fact({
    kind: 'position',
    at: rig.now,
    position: {
      strategy: strategyId('S3'),
      side: 'long',
      decision: 1,
      openedAt: rig.now,
      stopOnVenue: true,
      trailingArmed: false,
      ...position,
    },
  });
}
