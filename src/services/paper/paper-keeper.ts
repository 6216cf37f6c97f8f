import type { Home } from '../home.ts';
import type { ProcessSpec } from '../supervised-process.ts';
import type { Supervisor } from '../supervisor.ts';
import { isAssigned } from './paper-assigned.ts';

/**
 * Has the shadow process run exactly while a paper validation is assigned, and anew when another
 * one is. Looks at one file: it costs the supervisor nothing while there is none.
 */
export class PaperKeeper {
  private readonly home: Home;
  private readonly supervisor: Pick<Supervisor, 'include' | 'exclude'>;
  private readonly spec: ProcessSpec;
  private running: string | null = null;
  private busy = false;

  constructor(home: Home, supervisor: Pick<Supervisor, 'include' | 'exclude'>, spec: ProcessSpec) {
    this.home = home;
    this.supervisor = supervisor;
    this.spec = spec;
  }

  look(): void {
    const assigned = isAssigned(this.home);
    if (this.busy || assigned === this.running) return;
    if (this.running === null && assigned !== null) {
      this.running = assigned;
      this.supervisor.include(this.spec);
      return;
    }
    this.busy = true;
    void this.supervisor.exclude(this.spec.name).finally(() => {
      this.running = null;
      this.busy = false;
    });
  }
}
