/** The real kernel, except that a test may say what it measures and what its records say. */
import type { DecisionRecord } from '../../domain/decision.ts';
import type { KernelStatus } from '../../domain/status.ts';
import type { KernelReadings } from '../../kernel/readings.ts';
import { kernelFactory } from '../core/kernel-factory.ts';
import type { KernelFactory, KernelPort } from '../core/kernel-port.ts';

export interface Measured {
  /** In place of what the kernel measured. */
  readings: Partial<KernelReadings>;
  /** What becomes of a decision record. */
  record: (record: DecisionRecord) => DecisionRecord;
  /** What becomes of the status. */
  status?: (status: KernelStatus) => KernelStatus;
}

export function measuredKernel(measured: Measured): KernelFactory {
  const port = (kernel: KernelPort): KernelPort => ({
    ...kernel,
    readings: (at) => ({ ...kernel.readings(at), ...measured.readings }),
    status: (at) => measured.status?.(kernel.status(at)) ?? kernel.status(at),
    describe: (decision) => measured.record(kernel.describe(decision)),
  });
  return {
    create: (config, options) => port(kernelFactory.create(config, options)),
    load: (config, text) => port(kernelFactory.load(config, text)),
    migrate: (from, to, text) => port(kernelFactory.migrate(from, to, text)),
  };
}
