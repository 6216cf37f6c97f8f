/**
 * Client order ids: `<portfolio>.<strategy>.<decision>.<attempt><role><sequence>`, numbers in base
 * 36, for example `main.S3.2s.0e7`. Deterministic, at most 36 characters of [A-Za-z0-9_.:/-], and
 * enough to attribute any order found on the venue (domain specification 4.3).
 */
import type { OrderRole } from '../domain/execution.ts';
import { type StrategyId, strategyId } from '../domain/ids.ts';

export const CLIENT_ORDER_ID_LENGTH_MAX = 36;

export interface ClientOrderIdParts {
  readonly portfolio: string;
  readonly strategy: StrategyId;
  /** 0 for orders about positions nobody here decided on (EXTERNAL). */
  readonly decision: number;
  readonly attempt: number;
  readonly role: OrderRole;
  /** Unique over all orders of the portfolio, ascending. */
  readonly sequence: number;
}

const LETTER: Readonly<Record<OrderRole, string>> = { entry: 'e', stop: 's', exit: 'x' };
const ROLE: Readonly<Record<string, OrderRole>> = { e: 'entry', s: 'stop', x: 'exit' };
const PATTERN = /^([A-Za-z0-9_-]+)\.([A-Z][A-Z0-9_]*)\.([0-9a-z]+)\.([0-9])([esx])([0-9a-z]+)$/;

/** The id, or undefined when the parts do not fit 36 characters (a strategy name too long). */
export function encodeClientOrderId(parts: ClientOrderIdParts): string | undefined {
  const { portfolio, strategy, decision, attempt, role, sequence } = parts;
  const id = `${portfolio}.${strategy}.${decision.toString(36)}.${attempt}${LETTER[role]}${sequence.toString(36)}`;
  return id.length <= CLIENT_ORDER_ID_LENGTH_MAX && PATTERN.test(id) ? id : undefined;
}

/** Parts of an id in our format, whatever its portfolio; undefined for anybody else's. */
export function parseClientOrderId(id: string): ClientOrderIdParts | undefined {
  const match = PATTERN.exec(id);
  if (!match) return undefined;
  const role = ROLE[match[5]!];
  if (role === undefined) return undefined;
  return {
    portfolio: match[1]!,
    strategy: strategyId(match[2]!),
    decision: Number.parseInt(match[3]!, 36),
    attempt: Number(match[4]!),
    role,
    sequence: Number.parseInt(match[6]!, 36),
  };
}
