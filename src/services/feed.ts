/** The feed process: the market, driven by the market clock, for everybody. */
import { BusServer } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { EpochMs } from '../domain/time.ts';
import { Feed, type FeedOutput } from '../market/feed.ts';
import { Pairlist } from '../market/pairlist.ts';
import { machineWait } from './clock.ts';
import { openMarket } from './market-source.ts';
import { startServiceProcess } from './service-process.ts';

/** Steps given out in one go while catching up; the sockets get a turn in between. */
const STEPS_AT_ONCE = 24;
const LONGEST_WAIT_MS = 250;
const MAX_HISTORY = 20_000;
/** Candles of each timeframe kept of the time before; strategies ask for 1,200 at most. */
const HISTORY_KEPT = 2_500;

export async function runFeed(home: string): Promise<void> {
  const service = startServiceProcess('feed', home);
  const { run, clock, log } = service;
  const startedAt = clock.now();
  const source = await openMarket(run.market, run.config, startedAt, HISTORY_KEPT, service);
  const feed = new Feed(source);
  feed.start();
  const symbols = run.config.kernel.instruments.map((instrument) => instrument.symbol);
  const pairlist = new Pairlist(symbols, run.config.pairlist, feed);
  /** Everything up to here has been given out. */
  let position: EpochMs = source.startsAt;

  const server = new BusServer({
    service: 'feed',
    path: socketPath(home, 'feed'),
    handlers: {
      ready: () => ({
        ...feed.ready(position),
        excluded: pairlist.state === null ? null : pairlist.closing,
      }),
      history: ({ symbol, timeframe, count }) => {
        if (!(count > 0 && count <= MAX_HISTORY)) {
          throw new Error(`${count} candles: ask for 1 to ${MAX_HISTORY}`);
        }
        return feed.history(symbol, timeframe, count);
      },
    },
    onProblem: (text) => log('warn', text),
  });
  await server.listen();
  log('info', `market ${run.market.kind} from ${new Date(source.startsAt).toISOString()}`);

  const publish = (output: FeedOutput): void => {
    switch (output.kind) {
      case 'price':
        pairlist.onStep(output.step);
        server.publish('price', output.step);
        return;
      case 'candle':
        server.publish('candle', output.event);
        return;
      case 'funding':
        server.publish('funding', output.info);
        return;
      default:
        output satisfies never;
    }
  };

  const refresh = (): void => {
    const { state, changed } = pairlist.refresh(position);
    if (!changed) return;
    const out = state.excluded.map(
      ({ symbol, bucket, text }) => `${symbol} ${bucket ?? ''} ${text}`,
    );
    log(
      'info',
      `pairlist: ${state.tradable.join(', ') || 'nothing'}${out.map((one) => `; not ${one}`).join('')}`,
    );
  };

  let timer: NodeJS.Timeout | null = null;
  let ended = false;
  const pump = (): void => {
    const now = clock.now();
    const until = Math.min(now, position + STEPS_AT_ONCE * source.stepLength);
    if (until > position) {
      for (const output of feed.advance(until)) publish(output);
      position = until;
      if (position >= pairlist.nextRefresh && feed.ready(position).ready) refresh();
    }
    if (source.endsAt !== undefined && position >= source.endsAt && !ended) {
      ended = true;
      log('info', 'the recording has ended');
    }
    const next = position - (position % source.stepLength) + source.stepLength;
    const wait = until < now ? 0 : machineWait(run.anchor, next, clock.monotonic());
    timer = setTimeout(pump, Math.min(Math.ceil(wait), LONGEST_WAIT_MS));
  };
  pump();
  service.onStop(async () => {
    if (timer !== null) clearTimeout(timer);
    await server.close();
  });
}
