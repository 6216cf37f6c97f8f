/** The running server: market time against machine time, one timer, an orderly end. */
import type { FastifyInstance } from 'fastify';
import type { Instrument, MarketSource } from '../domain/market.ts';
import { type EpochMs, HOUR_MS, type Ms } from '../domain/time.ts';
import { Random } from '../market/random.ts';
import { DEFAULT_LIMITS, type RateLimits } from '../venues/binance/rate-limiter.ts';
import type { ApiKey } from '../venues/binance/signature.ts';
import { FaultSet, type Strike } from '../venues/faults/fault-set.ts';
import type { FaultPlan } from '../venues/faults/plan.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { Desk, type KeyPermissions } from './desk.ts';
import { FaultDesk } from './fault-desk.ts';
import type { FaultReader } from './fault-http.ts';
import { buildSimServer } from './http.ts';
import { Rest } from './rest.ts';
import { SimMarket } from './sim-market.ts';
import { Sockets } from './sockets.ts';

export interface SimServerOptions {
  readonly market: MarketSource;
  readonly instruments: readonly Instrument[];
  readonly initialBalance: string;
  readonly key: ApiKey;
  readonly limits?: RateLimits;
  /** What goes wrong; absent: nothing, until a plan comes over HTTP. */
  readonly faults?: ServerFaults;
  /** Machine time, epoch ms: signatures, limits and keys go by it. */
  readonly wall: () => EpochMs;
  /** What the key may do; default: trade, from certain addresses. */
  readonly permissions?: Readonly<KeyPermissions>;
}

interface ServerFaults {
  readonly plan: FaultPlan;
  readonly seed: number;
  /** Reads plans that come over HTTP. */
  readonly read: FaultReader;
  readonly onStrike?: (strike: Strike) => void;
}

const NO_READER: FaultReader = () => ({
  ok: false,
  errors: [{ path: '', line: 0, column: 0, message: 'this server takes no plan', remedy: '' }],
});
const TICK_MS: Ms = 50;
/** A machine that slept, or is too slow, lets market time fall behind instead of rushing. */
const MOST_PER_TICK: Ms = HOUR_MS;

export class SimServer {
  readonly desk: Desk;
  private readonly options: SimServerOptions;
  private readonly sockets: Sockets;
  private readonly faults: FaultDesk;
  private app: FastifyInstance | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: SimServerOptions) {
    this.options = options;
    const { market, instruments, initialBalance, key, wall } = options;
    const exchange = new SimulatedExchange({ instruments, initialBalance });
    this.desk = new Desk({
      exchange,
      market: new SimMarket(market, exchange),
      key,
      limits: options.limits ?? DEFAULT_LIMITS,
      wall,
      ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    });
    this.sockets = new Sockets(this.desk);
    const { plan = { faults: [] }, seed = 1, onStrike } = options.faults ?? {};
    const chance = (stream: string): Random => new Random(seed, stream);
    const set = new FaultSet(plan, chance, this.desk.time);
    if (onStrike !== undefined) set.onStrike(onStrike);
    this.faults = new FaultDesk(this.desk, this.sockets, set);
  }

  /** Open websockets. */
  get connections(): number {
    return this.sockets.count;
  }

  /** Listens on loopback; port 0 takes any free one. Resolves to the port. */
  async listen(port: number): Promise<number> {
    const { desk, faults, options } = this;
    const rest = faults.rest(new Rest(desk, options.key));
    const read = options.faults?.read ?? NO_READER;
    const routes = { faults, desk, key: options.key.key, read };
    this.app = await buildSimServer(rest, this.sockets, routes);
    await this.app.listen({ host: '127.0.0.1', port });
    const address = this.app.server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /**
   * Lets market time run from `from` on (default: where it stands), `speed` market seconds a second
   * of `monotonic`.
   */
  run(
    speed: number,
    monotonic: () => Ms,
    onEnd: (reason: Error | null) => void,
    from: EpochMs = this.desk.market.now,
  ): void {
    this.faults.set.begin(from);
    let last = monotonic();
    let time = from;
    const tick = (): void => {
      const now = monotonic();
      time += Math.min((now - last) * speed, MOST_PER_TICK);
      last = now;
      try {
        this.desk.advance(Math.floor(time));
        this.sockets.tick();
      } catch (error) {
        onEnd(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      if (this.desk.market.ended) onEnd(null);
      else this.timer = setTimeout(tick, TICK_MS);
    };
    this.timer = setTimeout(tick, TICK_MS);
  }

  async close(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.sockets.close();
    this.faults.close();
    await this.app?.close();
    this.app = null;
  }
}
