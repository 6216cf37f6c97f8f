/** An executor process whose venue lives in another one, and outlives it: lines in, lines out. */
import { createInterface } from 'node:readline';
import type { PriceStep } from '../../src/domain/market.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { VenueCommand, VenueEvent } from '../../src/domain/venue.ts';
import type { DrivenVenue, StepSource } from '../../src/execution/driver.ts';
import { Life, Points, say } from './life.ts';
import { STEP_MS } from './market.ts';

/** What the process hears. Each `step` is answered with `done` after all that follows from it. */
export type Heard =
  | { readonly kind: 'start'; readonly now: EpochMs }
  | { readonly kind: 'event'; readonly event: VenueEvent }
  | {
      readonly kind: 'step';
      readonly now: EpochMs;
      readonly steps: readonly PriceStep[];
      readonly trade: boolean;
    }
  | { readonly kind: 'report' };

export type Said =
  | { readonly kind: 'up'; readonly completeAt: EpochMs | null }
  | { readonly kind: 'command'; readonly command: VenueCommand; readonly at: EpochMs }
  | { readonly kind: 'done'; readonly now: EpochMs };

const { folder, seed, point } = JSON.parse(process.argv[2]!) as {
  readonly folder: string;
  readonly seed: number;
  readonly point: number | null;
};
let listener: (event: VenueEvent) => void = () => undefined;
const venue: DrivenVenue = {
  send: (command) => say({ kind: 'command', command, at: life.driver.now }),
  onEvent: (given) => {
    listener = given;
  },
  advance: () => undefined,
  nextDue: () => null,
  onPriceStep: () => undefined,
  settleFunding: () => undefined,
};
let arrived: PriceStep[] = [];
const market: StepSource = {
  stepLength: STEP_MS,
  advance: (until) => {
    const due = arrived.filter((step) => step.at <= until);
    arrived = arrived.filter((step) => step.at > until);
    return due;
  },
  settlements: () => [],
};
const life: Life = new Life({ folder, seed, points: new Points(point), venue, market, at: null });
say({ kind: 'up', completeAt: life.completeAt });

const { driver } = life;
createInterface({ input: process.stdin }).on('line', (line) => {
  const heard = JSON.parse(line) as Heard;
  switch (heard.kind) {
    case 'start':
      driver.start(heard.now);
      life.open();
      return;
    case 'event':
      listener(heard.event);
      driver.advance(driver.now);
      return;
    case 'step':
      arrived.push(...heard.steps);
      driver.advance(heard.now);
      life.open();
      if (heard.trade) for (const step of heard.steps) life.trade(step);
      say({ kind: 'done', now: heard.now });
      return;
    case 'report':
      say({ kind: 'report', ...life.report() });
      return;
    default:
      heard satisfies never;
  }
});
