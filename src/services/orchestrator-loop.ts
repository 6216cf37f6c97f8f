import type { CommandReply, OperatorCommand } from '../bus/messages.ts';
import type { Clock } from '../domain/time.ts';
import type { OrchestratorEffect, OrchestratorInput } from '../orchestrator/messages.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { type ClockAnchor, machineWait } from './clock.ts';

export interface OrchestratorLoopOptions {
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
  readonly anchor: ClockAnchor;
  /** Effects other than replies, in order. */
  readonly perform: (effect: Exclude<OrchestratorEffect, { readonly kind: 'reply' }>) => void;
}

const LONGEST_WAIT_MS = 250;
const COMMAND_TIMEOUT_MS = 4_000;
/** Inputs that may wait for one turn of the event loop; prices beyond it are dropped, oldest first. */
const MAX_WAITING = 50_000;

/**
 * Drives the orchestrator: whatever arrives in one turn of the event loop is one batch and one
 * commit; between batches it is woken when it wants to be.
 */
export class OrchestratorLoop {
  private readonly options: OrchestratorLoopOptions;
  private readonly inputs: OrchestratorInput[] = [];
  private readonly replies = new Map<string, (reply: CommandReply) => void>();
  private scheduled = false;
  private stopped = false;
  private wake: NodeJS.Timeout | null = null;
  private commands = 0;
  private changed = true;

  constructor(options: OrchestratorLoopOptions) {
    this.options = options;
  }

  take(input: OrchestratorInput): void {
    if (this.inputs.length >= MAX_WAITING) {
      const oldest = this.inputs.findIndex((waiting) => waiting.kind === 'price');
      if (oldest < 0) throw new Error(`more than ${MAX_WAITING} inputs wait`);
      this.inputs.splice(oldest, 1);
    }
    this.inputs.push(input);
    this.schedule();
  }

  /** An operator's command; answered once its batch is durable, or in words that it was not. */
  command(command: OperatorCommand): Promise<CommandReply> {
    this.commands += 1;
    const id = `c${process.pid}-${this.commands}`;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.replies.delete(id);
        const text = `no answer to ${command.kind} in ${COMMAND_TIMEOUT_MS} ms: see the events`;
        resolve({ ok: false, code: 'NO_REPLY', text });
      }, COMMAND_TIMEOUT_MS);
      this.replies.set(id, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      this.take({ kind: 'command', id, command, at: this.options.clock.now() });
    });
  }

  /** Has anything been handled since the last time this was asked? */
  takeChanged(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  /** Handles what waits, now. */
  flush(): void {
    this.scheduled = false;
    const { orchestrator, clock, anchor, perform } = this.options;
    const batch = this.inputs.splice(0);
    for (const effect of orchestrator.handle(batch, clock.now())) {
      if (effect.kind !== 'reply') perform(effect);
      else {
        this.replies.get(effect.id)?.(effect.reply);
        this.replies.delete(effect.id);
      }
    }
    this.changed = true;
    if (this.wake !== null) clearTimeout(this.wake);
    if (this.stopped) return;
    const next = orchestrator.nextWake();
    const wait = next === null ? LONGEST_WAIT_MS : machineWait(anchor, next, clock.monotonic());
    const delay = Math.min(Math.max(1, Math.ceil(wait)), LONGEST_WAIT_MS);
    this.wake = setTimeout(() => this.schedule(), delay);
  }

  /** The last batch; nothing is handled after it. */
  stop(): void {
    this.stopped = true;
    this.flush();
  }

  private schedule(): void {
    if (this.scheduled || this.stopped) return;
    this.scheduled = true;
    setImmediate(() => {
      if (!this.stopped) this.flush();
    });
  }
}
