/** One request to the REST interface from arrival to answer, without any input or output. */
import { VENUE_ERRORS, VenueError } from '../venues/binance/errors.ts';
import { Parameters } from '../venues/binance/parameters.ts';
import { RateLimiter, type RateLimits } from '../venues/binance/rate-limiter.ts';
import { type ApiKey, checkKey, checkSignature } from '../venues/binance/signature.ts';
import { ACCOUNT_ROUTES } from './account-routes.ts';
import { BATCH_ROUTES } from './batch-routes.ts';
import type { Desk } from './desk.ts';
import { MARKET_ROUTES } from './market-routes.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import type { Route } from './route.ts';
import { SETTINGS_ROUTES } from './settings-routes.ts';

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  /** Query and body as sent, not decoded. */
  readonly query: string;
  readonly body: string;
  /** Header `X-MBX-APIKEY`. */
  readonly apiKey: string | undefined;
}
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Everything there is, for the documentation and the check of it. */
export const ROUTES: readonly Route[] = [
  ...MARKET_ROUTES,
  ...ORDER_ROUTES,
  ...BATCH_ROUTES,
  ...ACCOUNT_ROUTES,
  ...SETTINGS_ROUTES,
];
const BY_NAME = new Map(ROUTES.map((route) => [`${route.method} ${route.path}`, route]));

export const routeOf = ({ method, path }: RestRequest): Route | undefined =>
  BY_NAME.get(`${method} ${path}`);

export class Rest {
  private readonly desk: Desk;
  private readonly key: ApiKey;
  private readonly limiter: RateLimiter;

  constructor(desk: Desk, key: ApiKey) {
    this.desk = desk;
    this.key = key;
    this.limiter = new RateLimiter(desk.limits);
  }

  /** In force from the next request on. */
  set limits(limits: RateLimits) {
    this.limiter.limits = limits;
  }

  answer(request: RestRequest): RestAnswer {
    const route = routeOf(request);
    const order = route?.order === true;
    try {
      const body = this.run(request, route);
      return { status: 200, headers: this.limiter.headers(order), body };
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      const { retryAfter } = error;
      const retry = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
      const headers = { ...this.limiter.headers(order), ...retry };
      return { status: error.status, headers, body: error.body() };
    }
  }

  /** Limits first: a wrong request costs what a right one does. */
  private run(request: RestRequest, route: Route | undefined): unknown {
    const { method, path, query, body, apiKey } = request;
    const now = this.desk.wall();
    const parameters = this.read(query, body);
    const weight = typeof route?.weight === 'function' ? route.weight(parameters) : route?.weight;
    this.limiter.count(weight ?? 1, route?.order === true, now);
    if (route === undefined) throw VENUE_ERRORS.noPath(method, path);
    if (route.security !== 'none') checkKey(apiKey, this.key);
    if (route.security === 'signed') {
      checkSignature(query, body, parameters, this.key, now + this.desk.clockOffset());
    }
    // A key without that permission may look, and do nothing.
    const acts = route.security === 'signed' && method !== 'GET';
    if (acts && !this.desk.permissions.canTradeFutures) throw VENUE_ERRORS.key();
    return route.answer(this.desk, parameters);
  }

  private read(query: string, body: string): Parameters {
    try {
      return Parameters.read(query, body);
    } catch (error) {
      this.limiter.count(1, false, this.desk.wall());
      throw error;
    }
  }
}
