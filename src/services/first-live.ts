/** The first start with real money: what the journals of a paper home prove, and the record of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SeptetConfig } from '../domain/config.ts';
import type { FirstLiveConfig } from '../domain/operations-config.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import {
  admitFirstLive,
  type FirstLiveInput,
  type FirstLiveState,
  type FirstLiveVerdict,
  NEVER_LIVE,
  RunTime,
} from '../runbook/first-live.ts';
import { type Home, homeAt, makeHome } from './home.ts';
import { readJson, writeJson } from './json-file.ts';

const recordOf = (home: Home): string => join(home.path, 'first-live.json');

/** What cannot be read counts as nothing: it is asked for again, and the week begins anew. */
function readState(home: Home): FirstLiveState {
  const { waiver = null, started = null } = (readJson(recordOf(home)) ??
    {}) as Partial<FirstLiveState>;
  return { waiver, started };
}

/** Judges, and keeps what was said; a refusal keeps a waiver that waits. */
export function firstLive(home: Home, input: FirstLiveInput): FirstLiveVerdict {
  const state = existsSync(recordOf(home)) ? readState(home) : NEVER_LIVE;
  const verdict = admitFirstLive(state, input);
  if (verdict.state !== state) {
    makeHome(home);
    writeJson(recordOf(home), verdict.state);
  }
  return verdict;
}

/** Throws a JournalError in words when that home runs or holds no journal. */
export function paperHistory(path: string): NonNullable<FirstLiveInput['history']> {
  const home = homeAt(path);
  const journal = openSqliteJournal(home.orchestratorJournal, {
    build: 'paper-history',
    config: 'paper-history',
    mustExist: true,
    verifyTail: 0,
  });
  const time = new RunTime();
  let counts = false;
  try {
    for (const { at, type, data } of journal.read()) {
      if (type === 'input.start') {
        const config = (data as { readonly config?: SeptetConfig | null }).config;
        // A start without one goes on with the configuration before.
        if (config) counts = isPaper(config);
        time.note(at, false);
      }
      time.note(at, counts);
    }
  } finally {
    journal.close();
  }
  const days = (time.total / DAY_MS).toFixed(2);
  return { proven: time.total, text: `${home.path} proves ${days} days at the pace of the world` };
}

const isPaper = ({ venue, runtime }: SeptetConfig): boolean =>
  venue.kind !== 'live' && runtime.speed === 1;

export interface FirstWeek {
  readonly config: SeptetConfig;
  /** In words; null: the first week is over. */
  readonly text: string | null;
}

/** The first week's size, which the orchestrator decides by until the week is over (requirement OPS-1). */
export function firstWeek(
  config: SeptetConfig,
  startedAt: EpochMs,
  now: EpochMs,
  { cappedFor, capFraction: fraction }: Pick<FirstLiveConfig, 'cappedFor' | 'capFraction'>,
): FirstWeek {
  const until = startedAt + cappedFor;
  if (now >= until) return { config, text: null };
  return {
    config: { ...config, firstLive: { ...config.firstLive, week: { until, fraction } } },
    text: `first week with real money: notional capped to ${fraction * 100} % of usual until ${new Date(until).toISOString()}, then the usual size by itself`,
  };
}
