/** An alert engine with readings that tests steer. */
import type { AlertMetric } from '../../domain/alert-metrics.ts';
import type { AlertRule, AlertsConfig } from '../../domain/alerts.ts';
import type { Closure } from '../../domain/closure.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { evaluateAlerts } from '../alerts/evaluate.ts';
import { type AlertOutput, createAlerts, type Reading } from '../alerts/state.ts';

export const T0: EpochMs = Date.UTC(2025, 4, 4, 10);

export const alertRule = (changes: Partial<AlertRule> = {}): AlertRule => ({
  id: 'stale',
  title: 'Market data stale',
  metric: 'market_stale',
  fires: 'at_or_above',
  warning: { limit: 1, for: 0 },
  critical: null,
  owner: 'operations',
  runbook: 'docs/alerts.md#stale',
  next: 'Look at the feed.',
  group: 'data',
  closes: ['stale_data'],
  holdsLaunch: true,
  inhibitedBy: [],
  incident: { warning: null, critical: null, playbook: null },
  ...changes,
});

export const alertsOf = (...rules: readonly AlertRule[]): AlertsConfig => ({
  escalateAfter: 300_000,
  clearAfter: 60_000,
  groupWindow: 30_000,
  rules,
});

export class AlertDesk {
  readonly config: AlertsConfig;
  readonly state = createAlerts(T0);
  now: EpochMs = T0;
  closures: readonly Closure[] = [];
  /** Readings in force, by metric and key. */
  private readonly readings = new Map<string, Reading>();

  constructor(config: AlertsConfig) {
    this.config = config;
  }

  set(metric: AlertMetric, value: Reading['value'], more: Partial<Reading> = {}): this {
    const reading = { metric, key: '*', value, text: '', ...more };
    this.readings.set(`${metric} ${reading.key}`, reading);
    return this;
  }

  /** The key is no longer read. */
  drop(metric: AlertMetric, key = '*'): this {
    this.readings.delete(`${metric} ${key}`);
    return this;
  }

  evaluate(): readonly AlertOutput[] {
    const { closures } = this;
    const view = { readings: [...this.readings.values()], closures, provenance: {} };
    return evaluateAlerts(this.config, this.state, view, this.now);
  }

  /** What was set is looked at, time passes with the wakes that are wanted, and a last look. */
  pass(length: Ms): readonly AlertOutput[] {
    const until = this.now + length;
    const out: AlertOutput[] = [...this.evaluate()];
    for (;;) {
      const wake = this.state.wakeAt;
      if (wake !== null && wake <= this.now) throw new Error('wants to be woken in the past');
      if (wake === null || wake >= until) break;
      this.now = wake;
      out.push(...this.evaluate());
    }
    this.now = until;
    out.push(...this.evaluate());
    return out;
  }
}

export const changesOf = (outputs: readonly AlertOutput[]): readonly string[] =>
  outputs.flatMap((output) =>
    output.kind === 'change'
      ? [`${output.change.alert.id} ${output.change.change} ${output.change.alert.severity}`]
      : [],
  );

export const messagesOf = (outputs: readonly AlertOutput[]) =>
  outputs.flatMap((output) => (output.kind === 'message' ? [output.message] : []));
