/** An executor process with the simulated exchange inside, as the paper portfolio runs it. */
import { join } from 'node:path';
import { SimulatedExchange } from '../../src/venues/simulated/exchange.ts';
import { SimulatedVenue } from '../../src/venues/simulated/venue.ts';
import { openVenueStore, type VenueStore } from '../../src/venues/simulated/venue-store.ts';
import { Life, Points, say } from './life.ts';
import { INSTRUMENTS, KillMarket, START, STEP_MS, SYMBOLS } from './market.ts';
import { venueReport } from './venue-report.ts';

/** Steps without new wishes after a start, and of trading if nobody kills the process. */
const CALM_STEPS = 8;
const MOST_STEPS = 600;

const { folder, seed, point, absence, settleOnly } = JSON.parse(process.argv[2]!) as {
  readonly folder: string;
  readonly seed: number;
  readonly point: number | null;
  /** Steps the market went on for while nobody was here. */
  readonly absence: number;
  readonly settleOnly: boolean;
};
const points = new Points(point);
const opened = openVenueStore(join(folder, 'venue.db'));
if (!opened.ok) throw new Error(opened.error);
const store: VenueStore = {
  load: () => opened.store.load(),
  save: (exchange) => points.around('a save of the venue', () => opened.store.save(exchange)),
  copyTo: (path) => opened.store.copyTo(path),
  close: () => opened.store.close(),
};
const exchange = new SimulatedExchange({ instruments: INSTRUMENTS, initialBalance: '1000000' });
const venue = new SimulatedVenue({
  exchange,
  clock: { now: () => life.driver.now },
  latency: 50,
  store,
});
const restored = venue.start();
if (!restored.ok) throw new Error(restored.error);
const seen = SYMBOLS.map((symbol) => exchange.lastStepAt(symbol));
const at = seen.includes(null) ? START : Math.min(...(seen as number[]));
const market = new KillMarket(seed, at);
const life: Life = new Life({ folder, seed, points, venue, market, at });

const { driver } = life;
// The venue saves prices alone only now and then: its last step may be older than the journal's end.
let now = Math.max(at, life.lastFactAt);
now += (absence + 1) * STEP_MS - (now % STEP_MS);
driver.catchUpVenue(now);
if (life.completeAt !== null) venue.retell(life.completeAt - 60_000);
driver.start(now);
life.open();
for (let step = 0; step < CALM_STEPS; step += 1) {
  now += STEP_MS;
  driver.advance(now);
}
driver.advance(now + 2_000);
say({ kind: 'report', ...life.report(), venue: venueReport(exchange, now + 2_000) });
if (!settleOnly) {
  const wishes = new KillMarket(seed, now);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    now += STEP_MS;
    driver.advance(now);
    life.open();
    for (const each of wishes.advance(now)) life.trade(each);
  }
}
