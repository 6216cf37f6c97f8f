/** Which programs of a home can be run, and which are copied for a rollback to come back to. */
import { buildInForce } from '../../change/book/book.ts';
import type { ChangeOffice } from '../../change/office.ts';
import { leaveHaltLatch } from '../halt-latch.ts';
import type { Home } from '../home.ts';
import { keepBuild, keptBuild } from './kept-builds.ts';

interface BuildsOf {
  readonly home: Home;
  readonly office: ChangeOffice;
  /** Folder of the program that supervises. */
  readonly folder: string;
  readonly say: (severity: 'info' | 'critical' | 'warning', text: string) => void;
}

export class HomeBuilds {
  private readonly about: BuildsOf;
  /** Looked at once: what is installed does not change under a program that runs. */
  private readonly known = new Map<string, boolean>();
  /** This build is kept, or cannot be: that was told. */
  private settled = false;

  constructor(about: BuildsOf) {
    this.about = about;
  }

  /** Can an orchestrator of this build be started here? */
  offers(build: string): boolean {
    const { home, office } = this.about;
    if (build === office.ports.build) return true;
    const known = this.known.get(build) ?? keptBuild(home, build, false).ok;
    this.known.set(build, known);
    return known;
  }

  /** Copies the program that supervises once a version is known-good with it. */
  keep(): void {
    if (this.settled) return;
    const { home, office, folder, say } = this.about;
    const { build } = office.ports;
    const needed = office.book.knownGood.map(({ ref }) => ref.build);
    if (!needed.includes(build)) return;
    this.settled = true;
    try {
      keepBuild(home, folder, build, [buildInForce(office.book, build), ...needed.slice(0, 1)]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(
        'warning',
        `no copy of build ${build} is kept (${why}): a later build cannot go back to it`,
      );
    }
  }
}

/**
 * Folder that the orchestrator is started from: its own build's, or that of the build a rollback went
 * back to. When that cannot be run any more it is this one again, and entries are halted: it was left
 * for a reason, and a person has to say that it may trade.
 */
export function orchestratorFolder({ home, office, folder, say }: BuildsOf): string {
  const { build: own } = office.ports;
  const wanted = buildInForce(office.book, own);
  if (wanted === own) return folder;
  const kept = keptBuild(home, wanted);
  if (kept.ok) return kept.folder;
  const reason = `${kept.text}: the orchestrator runs build ${own}, which a rollback has left`;
  leaveHaltLatch(home, { actor: 'supervisor', reason });
  say('critical', `${reason}; entries are halted until \`septet resume\``);
  return folder;
}
