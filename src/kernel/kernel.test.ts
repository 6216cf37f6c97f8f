import { describe, expect, it } from 'vitest';
import { BTC, kernelConfig, S3, S4 } from '../../tests/support/kernel-config.ts';
import type { Signal } from '../domain/signal.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { describeDecision } from './describe-decision.ts';
import type { KernelEvent, KernelOutput } from './events.ts';
import { createKernel } from './kernel.ts';
import { loadKernel, saveKernel, stateTexts } from './snapshot.ts';
import { kernelStatus } from './status.ts';
import { step } from './step.ts';

const T0 = Date.UTC(2025, 4, 4);

function signal(overrides: Partial<Signal> = {}): Signal {
  return {
    id: `S3-BTC-${T0}-l`,
    strategy: S3,
    symbol: BTC,
    side: 'long',
    edge: 0.6,
    stopDistance: 0.035,
    referencePrice: 100_000,
    at: T0,
    expectedHoldingHours: 6,
    requestedNotional: null,
    capitalMultiplier: 1,
    leverageCeiling: 3,
    onset: true,
    paused: false,
    veto: null,
    exitPlan: { stop: 0.035, trailing: null, minimalReturn: [[0, 0.025]], baseTimeframe: 900_000 },
    ...overrides,
  };
}
const mark = (at: number, equity = 100_000): KernelEvent => ({
  kind: 'equity',
  at,
  equity,
  walletBalance: equity,
  transfers: 0,
  quality: 'good',
  strategyPnl: {},
});
const book = (at: number, price = 100_000): KernelEvent => ({
  kind: 'book',
  at,
  symbol: BTC,
  mark: price,
  bids: [price - 5, 10],
  asks: [price + 5, 10],
});
const decisions = (outputs: readonly KernelOutput[]) =>
  outputs.filter((output) => output.kind === 'decision');

describe('kernel', () => {
  it('AUD-1 one entry from signal to lots, worked through by hand', () => {
    const config = kernelConfig();
    const state = createKernel(config, { at: T0, writer: 1 });
    step(state, mark(T0));
    step(state, book(T0));
    const outputs = step(state, { kind: 'signal', at: T0, signal: signal() });
    const [decision] = decisions(outputs);
    expect(decision?.verdict).toBe('allowed');
    const record = describeDecision(config, decision!.packed);
    console.log(JSON.stringify(record, null, 1));
    console.log(JSON.stringify(kernelStatus(state, T0), null, 1));
  });
});
void S4;
void MINUTE_MS;
void loadKernel;
void saveKernel;
void stateTexts;
