/** `septet up` with real money for the first time: admitted or refused in words, then capped. */
import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { messageOf } from '../journal/errors.ts';
import { firstLive, firstWeek, paperHistory } from '../services/first-live.ts';
import { homeAt } from '../services/home.ts';
import { standingAt } from '../services/standing.ts';
import { usageError } from './exit.ts';
import { type IdentityOptions, presented } from './identity.ts';

export interface FirstLiveOptions extends IdentityOptions {
  readonly paperHistory?: string;
  readonly waivePaperHistory?: string;
}

type Loaded = Extract<LoadedConfig, { ok: true }>;

export interface Admitted {
  readonly loaded: Loaded;
  /** For whoever starts it. */
  readonly notices: readonly string[];
}

/** Nothing but a check of the options where no real money is at stake. */
export function admitLive(path: string, options: FirstLiveOptions, loaded: Loaded): Admitted {
  const { config, version } = loaded;
  const { paperHistory: paper, waivePaperHistory: waive } = options;
  if (config.venue.kind !== 'live') {
    if (paper === undefined && waive === undefined) return { loaded, notices: [] };
    throw usageError(
      '--paper-history and --waive-paper-history are for the first start of --venue live',
    );
  }
  const home = homeAt(path);
  const now = Date.now();
  const { paperHistory: required, ...cap } = config.firstLive;
  const verdict = firstLive(home, {
    now,
    who: standingAt(home.path, presented(options)),
    history: paper === undefined ? null : historyOf(paper),
    required,
    waive: waive ?? null,
    wait: config.changes.twoPerson.wait,
  });
  const { started } = verdict.state;
  if (!verdict.admitted || started === null) throw usageError(verdict.text);
  const first = firstWeek(config, started.at, now, cap);
  if (first.text === null) return { loaded, notices: [] };
  const notices = [verdict.text, `${version}: ${first.text}`];
  return { loaded: { ...loaded, config: first.config }, notices };
}

function historyOf(folder: string): ReturnType<typeof paperHistory> {
  try {
    return paperHistory(resolve(folder));
  } catch (error) {
    throw usageError(`--paper-history: ${messageOf(error)}`);
  }
}
