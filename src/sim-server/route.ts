/** A route of the REST interface: who may call it, what it costs, what it answers. */
import type { Parameters } from '../venues/binance/parameters.ts';
import type { Desk } from './desk.ts';

/** `key`: the key's header alone; `signed`: header, timestamp and signature. */
type Security = 'none' | 'key' | 'signed';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly security: Security;
  /** Request weight; some depend on what is asked for. */
  readonly weight: number | ((parameters: Parameters) => number);
  /** Counts against the limits of orders. */
  readonly order?: true;
  readonly answer: (desk: Desk, parameters: Parameters) => unknown;
}

/** A signed route; `path` without `/fapi/v1`, or from its version on (`v2/account`). */
export function signed(
  method: Route['method'],
  path: string,
  weight: Route['weight'],
  answer: Route['answer'],
): Route {
  const versioned = /^v\d\//.test(path) ? path : `v1/${path}`;
  return { method, path: `/fapi/${versioned}`, security: 'signed', weight, answer };
}

/** One weight for a symbol, another for all of them. */
export const bySymbol =
  (one: number, all: number) =>
  (parameters: Parameters): number =>
    parameters.text('symbol') === undefined ? all : one;

/** Steps of [highest limit, weight], ascending; beyond the last one its weight. */
export const byLimit =
  (otherwise: number, steps: readonly (readonly [number, number])[]) =>
  (parameters: Parameters): number => {
    const limit = Number(parameters.text('limit') ?? otherwise);
    const step = steps.find(([most]) => limit <= most) ?? steps.at(-1);
    return step?.[1] ?? 1;
  };
