import type { ChangeFact, ConfigVersion } from '../domain/change.ts';
import type { SeptetConfig, VenueKind } from '../domain/config.ts';
import type { Standing } from '../domain/people.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Book } from './book/book.ts';
import type { DecideContext } from './book/decide.ts';
import type { PaperDesk } from './paper-desk.ts';
import type { ConfigStore } from './store/config-store.ts';
import type { ConfigFiles } from './store/content.ts';

/** What the office needs of whoever runs it: the supervisor, or a command while nothing runs. */
export interface OfficePorts {
  /** Wall clock, UTC. */
  readonly now: () => EpochMs;
  readonly build: string;
  /** Where orders of this home go; null: as the version in force says. */
  readonly venueKind: () => VenueKind | null;
  /** The files this build comes with: what a version of an older build lacks is taken from them. */
  readonly defaults: () => ConfigFiles;
  /** Why a configuration cannot run on this home, in words with the way on; null: it can. */
  readonly misfit: (config: SeptetConfig) => string | null;
  /**
   * Another version came in force: hand it to the processes. Returns what it did, in words. What
   * fails here is repaired by the next start.
   */
  readonly apply: () => Promise<readonly string[]>;
  readonly paper: PaperDesk;
  readonly say: (severity: 'info' | 'warning' | 'critical', text: string) => void;
}

/** The office as its commands see it. */
export interface Office {
  /** Folder of the repository; its working tree is where people edit. */
  readonly folder: string;
  readonly ports: OfficePorts;
  readonly book: Book;
  /** Durable when it returns; a throw means that none of them is true. */
  readonly append: (facts: readonly ChangeFact[]) => void;
  readonly store: () => Promise<ConfigStore>;
  /** Files in the folder of the repository that are not as in the version in force. */
  readonly drift: () => Promise<readonly string[]>;
  /** Verified against the recorded hash. */
  readonly filesOf: (version: ConfigVersion) => Promise<ConfigFiles>;
  readonly configInForce: () => Promise<SeptetConfig>;
  /** Who asks, when, and what holds for this home. */
  readonly context: (who: Standing) => Promise<DecideContext>;
}
