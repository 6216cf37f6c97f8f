import { messageOf } from '../../bus/server.ts';
import type { ChangeOffice } from '../../change/office.ts';
import type { Home } from '../home.ts';
import { readRunFile } from '../run-file.ts';
import type { ProcessSpec } from '../supervised-process.ts';
import type { Severity, Supervisor } from '../supervisor.ts';
import { isAssigned } from './paper-assigned.ts';
import { readAssignment } from './paper-home.ts';

export interface PaperKeeperOptions {
  readonly home: Home;
  readonly office: ChangeOffice;
  readonly supervisor: Pick<Supervisor, 'include' | 'exclude' | 'processes'>;
  readonly spec: ProcessSpec;
  readonly say: (severity: Severity, text: string) => void;
}

/**
 * Has the shadow process run exactly while a proposal is on paper, anew when another is, and has
 * the change office write down what it tells. Looks at one file: it costs the supervisor nothing
 * while there is none.
 */
export class PaperKeeper {
  private readonly options: PaperKeeperOptions;
  private running: string | null = null;
  private busy = false;
  private following: Promise<void> | null = null;
  /** Last problem told: the same is not told each second. */
  private problem = '';

  constructor(options: PaperKeeperOptions) {
    this.options = options;
  }

  look(): void {
    const { home, supervisor, spec } = this.options;
    const assigned = isAssigned(home);
    if (assigned !== null) this.following ??= this.follow();
    if (this.busy) return;
    // A change over to another version has ended it.
    if (!supervisor.processes().some(({ name }) => name === spec.name)) this.running = null;
    if (assigned === this.running) return;
    if (this.running === null) {
      if (!this.isBesideInForce()) return;
      this.running = assigned;
      supervisor.include(spec);
      return;
    }
    this.busy = true;
    void supervisor.exclude(spec.name).finally(() => {
      this.running = null;
      this.busy = false;
    });
  }

  /** What it is about to write is written. */
  async close(): Promise<void> {
    await this.following;
  }

  /** The shadow reads what runs beside it at its start. */
  private isBesideInForce(): boolean {
    const { home } = this.options;
    return readRunFile(home)?.configCommit === readAssignment(home)?.against;
  }

  private async follow(): Promise<void> {
    const { office, say } = this.options;
    try {
      const { followPaper } = await import('../../change/paper-orders.ts');
      await office.inTurn(() => followPaper(office));
      this.problem = '';
    } catch (error) {
      const text = `what the paper validation tells is not written down: ${messageOf(error)}`;
      if (text !== this.problem) say('warning', text);
      this.problem = text;
    } finally {
      this.following = null;
    }
  }
}
