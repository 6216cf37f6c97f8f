/** Which part of the configuration each process goes by, so that a change restarts no others. */
import type { SeptetConfig, StrategyConfig } from '../domain/config.ts';
import { canonicalText } from '../journal/canonical.ts';

/** The orchestrator decides by all of it. */
const ALWAYS = 'orchestrator';

/** What a process reads of the configuration; undefined: nothing is known, so all of it. */
function partOf(name: string, config: SeptetConfig): unknown {
  const { kernel, runtime, venue, market } = config;
  const { logLevel } = runtime;
  switch (name) {
    case 'feed':
      return {
        market,
        venue,
        pairlist: config.pairlist,
        instruments: kernel.instruments,
        logLevel,
      };
    case 'executor': {
      const { portfolio, instruments, guards } = kernel;
      const stale = guards.marketStaleAfter;
      return {
        venue,
        market,
        logLevel,
        portfolio,
        instruments,
        stale,
        execution: config.execution,
      };
    }
    case 'api': {
      const { channels, watchdog, cadence } = config;
      return { channels, watchdog, cadence, runtime, portfolio: kernel.portfolio };
    }
    default:
      return name.startsWith('worker:')
        ? workerPart(config, name.slice('worker:'.length))
        : undefined;
  }
}

function workerPart(config: SeptetConfig, id: string): unknown {
  const { kernel, runtime } = config;
  const strategy: StrategyConfig | undefined = kernel.strategies.find((each) => each.id === id);
  const { instruments, correlation } = kernel;
  const basket = correlation.alignmentAssets;
  return { strategy, symbols: instruments.map(({ symbol }) => symbol), basket, runtime };
}

/** Does this process go by something that differs between the two? */
export function isConcerned(name: string, before: SeptetConfig, after: SeptetConfig): boolean {
  if (name === ALWAYS) return true;
  const [old, now] = [partOf(name, before), partOf(name, after)];
  if (old === undefined || now === undefined) return true;
  return canonicalText(old) !== canonicalText(now);
}
