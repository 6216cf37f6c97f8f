/**
 * All metrics in the text that Prometheus reads. Built when somebody scrapes, from projections the
 * api process has anyway: nobody else does any work for it.
 */
import type * as PromClient from 'prom-client';
import type { Metric, MetricsView } from './metric.ts';
import { OPERATIONS_METRICS } from './operations.ts';
import { PORTFOLIO_METRICS } from './portfolio.ts';
import { SYSTEM_METRICS } from './system.ts';

const METRICS: readonly Metric[] = [...PORTFOLIO_METRICS, ...SYSTEM_METRICS, ...OPERATIONS_METRICS];

/**
 * Series of one metric; what is beyond is left out and counted. Labels are names of the
 * configuration and of closed lists: 700 strategies fit.
 */
const SERIES_MAX = 2_000;

export interface Exposition {
  readonly contentType: string;
  text(view: MetricsView): Promise<string>;
}

/** Loads the library: nothing of it is in memory until the first scrape. */
export async function openExposition(metrics: readonly Metric[] = METRICS): Promise<Exposition> {
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  const dropped = new Gauge({
    name: 'septet_metrics_dropped_series',
    help: `Series left out because their metric has more than ${SERIES_MAX}.`,
    registers: [registry],
  });
  const written = metrics.map((metric) => {
    const { name, help, labels: labelNames } = metric;
    const options = { name, help, labelNames: [...labelNames], registers: [registry] };
    return [metric, metric.type === 'counter' ? new Counter(options) : new Gauge(options)] as const;
  });
  let before: Promise<unknown> = Promise.resolve();
  return {
    contentType: registry.contentType,
    // One after the other: a scrape never reads what another one is writing.
    text: (view) => {
      const text = before.then(() => {
        let left = 0;
        for (const [metric, series] of written) left += write(metric, series, view);
        dropped.set(left);
        return registry.metrics();
      });
      before = text.catch(() => {});
      return text;
    },
  };
}

/** How many series were left out. */
function write(
  metric: Metric,
  series: PromClient.Gauge | PromClient.Counter,
  view: MetricsView,
): number {
  // Without labels a reset shows 0, which would be a figure: then the series has to go.
  series.reset();
  if (metric.labels.length === 0) series.remove();
  const samples = metric.samples(view);
  for (const [value, labels = {}] of samples.slice(0, SERIES_MAX)) {
    const figure = Number(value);
    if (value !== null && Number.isFinite(figure)) series.inc(labels, figure);
  }
  return Math.max(0, samples.length - SERIES_MAX);
}
