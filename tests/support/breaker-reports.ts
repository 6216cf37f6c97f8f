/** What the kernel told of breakers, in short form. */
import type { KernelOutput } from '../../src/kernel/events.ts';
import { only, T0 } from './kernel-scenario.ts';

export const breakerReports = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'breaker').map(({ breaker, transition, severity, value, limit, until, text }) => ({
    what: `${breaker} ${transition} ${severity}`,
    value: Number(value.toFixed(12)),
    limit: Number(limit.toFixed(12)),
    until: until === null ? null : until - T0,
    text,
  }));

export const breakerMoves = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'breaker').map(({ breaker, transition }) => `${breaker} ${transition}`);
