/** Takes the orchestrator's messages in order, asks for what it missed, and notes gaps. */
import type { DeskMessage } from '../../domain/alerts.ts';
import type { Delivery } from '../../notify/delivery/delivery.ts';

export interface MessagePage {
  readonly messages: readonly DeskMessage[];
  readonly last: number;
}

const PAGE = 200;
/** The orchestrator keeps some two thousand. */
const PAGES_MAX = 20;

export class Intake {
  private readonly delivery: Delivery | null;
  private readonly ask: (after: number, limit: number) => Promise<MessagePage>;
  private running: Promise<boolean> | null = null;
  /** Newest that was taken; every one before it was taken or is known to be gone. */
  newest: number;

  constructor(
    delivery: Delivery | null,
    ask: (after: number, limit: number) => Promise<MessagePage>,
  ) {
    this.delivery = delivery;
    this.ask = ask;
    this.newest = delivery?.through ?? 0;
  }

  /** As it is published. True: it was not the next one, so some have to be asked for. */
  take(message: DeskMessage): boolean {
    if (message.number !== this.newest + 1) return true;
    this.accept(message);
    return false;
  }

  /** Asks for what follows; true when the orchestrator answered. One at a time. */
  catchUp(): Promise<boolean> {
    this.running ??= this.read().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async read(): Promise<boolean> {
    let answered = false;
    try {
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const { messages, last } = await this.ask(this.newest, PAGE);
        answered = true;
        // Nothing at all: an orchestrator that has said nothing since it read its journal.
        if (last > 0 && last < this.newest) this.beginAnew();
        else if (messages.length === 0) return true;
        else for (const message of messages) this.acceptAfterGap(message);
      }
    } catch {
      // Away or too slow: asked again soon, and silence is noticed elsewhere.
    }
    return answered;
  }

  /** Another journal: its numbers have nothing to do with those before. */
  private beginAnew(): void {
    this.delivery?.restart();
    this.newest = 0;
  }

  private acceptAfterGap(message: DeskMessage): void {
    const { number } = message;
    if (number <= this.newest) return;
    const from = this.newest + 1;
    if (from < number && this.newest === 0) this.delivery?.skip(from, number - 1);
    else if (from < number) this.delivery?.miss(from, number - 1);
    this.accept(message);
  }

  private accept(message: DeskMessage): void {
    this.newest = message.number;
    this.delivery?.take(message);
  }
}
