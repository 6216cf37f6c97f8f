/** What the kernel answers to a bad input, with the proof that nothing but the counters moved. */
import { expect } from 'vitest';
import type { RejectionCode } from '../../src/domain/rejections.ts';
import type { KernelEvent } from '../../src/kernel/events.ts';
import { stateTexts } from '../../src/kernel/snapshot.ts';
import { step } from '../../src/kernel/step.ts';
import type { Scenario } from './kernel-scenario.ts';

/** An event with any field replaced by anything. */
export type Garbled<E> = { readonly [K in keyof E]?: unknown };

/** Null when the event was taken. */
export function refusalOf(scenario: Scenario, event: unknown): RejectionCode | null {
  const { state } = scenario;
  const { counters: _, ...before } = stateTexts(state);
  const counted = state.counters.rejectedInputs;
  const outputs = step(state, event as KernelEvent);
  const refused = outputs.find((output) => output.kind === 'rejected_input');
  if (refused === undefined) {
    expect(state.counters.rejectedInputs).toBe(counted);
    return null;
  }
  const { counters: __, ...after } = stateTexts(state);
  expect(after).toEqual(before);
  expect(outputs).toHaveLength(1);
  expect(refused.text.length).toBeGreaterThan(0);
  expect(state.counters.rejectedInputs).toBe(counted + 1);
  expect(state.counters.byRejection.get(refused.code)).toBeGreaterThan(0);
  return refused.code;
}

/** What is never a number that means something, whatever it is asked for. */
export const NO_NUMBERS: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  undefined,
  null,
  '1',
  [1],
  {},
  true,
];
