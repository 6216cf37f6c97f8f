/** The venue of executors that come and go: it lives here, and its market never waits for them. */
import type { VenueEvent } from '../../src/domain/venue.ts';
import { SimulatedExchange } from '../../src/venues/simulated/exchange.ts';
import { SimulatedVenue } from '../../src/venues/simulated/venue.ts';
import type { Heard, Said } from './far-venue.ts';
import { INSTRUMENTS, KillMarket, START, STEP_MS } from './market.ts';
import { type VenueReport, venueReport } from './venue-report.ts';

/** As the real venue: what was sent longer ago than this is refused. */
const RECEIVE_WINDOW_MS = 5_000;
const CALM_STEPS = 8;

export class Host {
  private readonly exchange = new SimulatedExchange({
    instruments: INSTRUMENTS,
    initialBalance: '1000000',
  });
  private readonly venue: SimulatedVenue;
  private readonly market: KillMarket;
  private readonly settlements: KillMarket;
  private now = START;
  private tell: (line: Heard) => void = () => undefined;
  private calm = 0;

  constructor(seed: number) {
    this.market = new KillMarket(seed, START);
    this.settlements = new KillMarket(seed, START);
    this.venue = new SimulatedVenue({
      exchange: this.exchange,
      clock: { now: () => this.now },
      latency: 0,
    });
    this.venue.onEvent((event) => this.tell({ kind: 'event', event }));
    this.pass(2);
  }

  /** Steps without anybody there. */
  pass(steps: number): void {
    this.tell = () => undefined;
    for (let step = 0; step < steps; step += 1) this.step();
  }

  /** An executor is there; `tell` reaches it until the next call of `pass`. */
  connect(tell: (line: Heard) => void): void {
    this.tell = tell;
    this.calm = CALM_STEPS;
  }

  /** What the executor says, in order. */
  hear(said: Said | { readonly kind: 'report' }): void {
    switch (said.kind) {
      case 'up':
        this.tell({ kind: 'start', now: this.now });
        if (said.completeAt !== null) this.venue.retell(said.completeAt - 60_000);
        this.next();
        return;
      case 'command':
        this.command(said.command, said.at);
        return;
      case 'done':
        this.calm -= 1;
        if (this.calm === 0) this.tell({ kind: 'report' });
        else this.next();
        return;
      case 'report':
        this.next();
        return;
      default:
        said satisfies never;
    }
  }

  report(): VenueReport {
    return venueReport(this.exchange, this.now);
  }

  private command(command: Extract<Said, { kind: 'command' }>['command'], at: number): void {
    if (command.kind === 'place' && this.now - at > RECEIVE_WINDOW_MS) {
      const { clientOrderId } = command;
      const event: VenueEvent = {
        kind: 'rejected',
        clientOrderId,
        code: '-1021',
        message: 'outside of the receive window',
        at: this.now,
      };
      this.tell({ kind: 'event', event });
      return;
    }
    this.venue.send(command);
  }

  private next(): void {
    const steps = this.step();
    this.tell({ kind: 'step', now: this.now, steps, trade: this.calm < 0 });
  }

  private step() {
    const before = this.now;
    this.now += STEP_MS;
    this.venue.advance(this.now);
    const steps = this.market.advance(this.now);
    for (const step of steps) this.venue.onPriceStep(step);
    for (const settlement of this.settlements.settlements(before, this.now)) {
      this.venue.settleFunding(settlement);
    }
    return steps;
  }
}
