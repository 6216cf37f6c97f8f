/** The throttle book's eyes: what it is shown of a batch, and of the rest of the core. */
import { decimal, toNumber } from '../../domain/decimal.ts';
import { takeThrottled } from '../../runbook/throttle/judge.ts';
import {
  type ThrottleView,
  takeEntryEnd,
  takeFunding,
  takeMinute,
  takeTouch,
  takeTradeEnd,
} from '../../runbook/throttle/throttle.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';

/** What the market and the account did, before the day that it belongs to may close. */
export function recordThrottleInputs(core: CoreContext, batch: readonly ConsumedInput[]): void {
  const { throttle } = core.state;
  for (const input of batch) {
    switch (input.kind) {
      case 'candle_1m':
        takeMinute(throttle, input, core.config.kernel);
        break;
      case 'book':
        takeTouch(throttle, input.symbol, input.bids[0] ?? 0, input.asks[0] ?? 0);
        break;
      case 'funding':
        takeFunding(throttle, input.symbol, input.nextFundingTime, input.rate);
        break;
      case 'fact': {
        const { fact } = input;
        if (fact.kind === 'trade_closed') takeTradeEnd(throttle, fact.trade, fact.at);
        else if (fact.kind === 'entry_ended') {
          takeEntryEnd(throttle, fact.decision, toNumber(decimal(fact.filledQuantity)));
        }
        break;
      }
      default:
        break;
    }
  }
}

/** Last of a batch: what was decided in it. */
export function recordThrottled(core: CoreContext): void {
  for (const output of core.out) {
    if (output.kind === 'decision') {
      takeThrottled(core.state.throttle, output.record, core.config.kernel);
    }
  }
}

export const throttleView = ({
  state,
  config,
}: Pick<CoreContext, 'state' | 'config'>): ThrottleView => ({
  config: config.kernel,
  markOf: (symbol) => state.watch.symbols.find((each) => each.symbol === symbol)?.mark ?? null,
  positionOf: (decision) => {
    for (const position of state.positions.values()) {
      if (position.decision === decision) return position;
    }
    return null;
  },
});
