/** What the desk's strategies want at each step: entries and exits, the same for the same step. */
import type { ExecutorCommand } from '../../src/domain/execution.ts';
import { strategyId } from '../../src/domain/ids.ts';
import type { PriceStep } from '../../src/domain/market.ts';
import { INSTRUMENTS, noise, START, STEP_MS, SYMBOLS } from './market.ts';

const STRATEGIES = ['S1', 'S2', 'S3'].map(strategyId);
const PLAN = {
  stop: 0.006,
  trailing: { offset: 0.004, distance: 0.002 },
  minimalReturn: [
    [0, 0.006],
    [5, 0.002],
  ],
  baseTimeframe: 60_000,
} as const;

export const OPEN: readonly ExecutorCommand[] = [
  { kind: 'lease', writer: 1 },
  { kind: 'gate', gate: { epoch: 1, writer: 1, closures: [] } },
];

/** At most one entry and one exit a step; decision numbers rise with time and never come twice. */
export function wishesAt(seed: number, step: PriceStep): readonly ExecutorCommand[] {
  const { at } = step;
  const number = ((at - START) / STEP_MS) * SYMBOLS.length + SYMBOLS.indexOf(step.symbol);
  const pick = <T>(items: readonly T[], salt: number): T =>
    items[Math.floor(noise(seed, number, salt) * items.length)]!;
  const wishes: ExecutorCommand[] = [];
  if (noise(seed, number, 10) < 0.3) wishes.push(entry(seed, number, step, pick));
  if (noise(seed, number, 11) < 0.15) {
    const side = pick(['long', 'short'] as const, 12);
    const request = { strategy: pick(STRATEGIES, 13), symbol: step.symbol, side };
    wishes.push({ kind: 'exit', request: { ...request, reason: 'rule', at } });
  }
  if (noise(seed, number, 14) < 0.01) {
    const scope = { strategy: null, symbol: pick(SYMBOLS, 15) };
    wishes.push({ kind: 'flatten', scope, actor: 'desk', reason: 'end of the shift' });
  }
  return wishes;
}

function entry(
  seed: number,
  number: number,
  { symbol, at, close }: PriceStep,
  pick: <T>(items: readonly T[], salt: number) => T,
): ExecutorCommand {
  const instrument = INSTRUMENTS.find((each) => each.symbol === symbol)!;
  const side = pick(['long', 'short'] as const, 20);
  const towards = side === 'long' ? 1 : -1;
  const tick = Number(instrument.tickSize);
  const limit = close * (1 + towards * (noise(seed, number, 21) - 0.6) * 0.002);
  const lot = Number(instrument.lotSize);
  const quantity = Math.round((500 + 4_000 * noise(seed, number, 22)) / close / lot) * lot;
  return {
    kind: 'entry',
    order: {
      decision: number,
      attempt: 0,
      strategy: pick(STRATEGIES, 23),
      symbol,
      side,
      quantity: quantity.toFixed(3),
      limitPrice: (Math.round(limit / tick) * tick).toFixed(2),
      referencePrice: close,
      stopDistance: PLAN.stop,
      timeout: 90_000,
      exitPlan: PLAN,
      epoch: 1,
      writer: 1,
      decidedAt: at,
      expiresAt: at + 60_000,
    },
  };
}
