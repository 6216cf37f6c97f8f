/** Errors in the words and codes of Binance USDT-M futures: `{ code, msg }` with an HTTP status. */
import type { Rejection } from '../simulated/codes.ts';

export class VenueError extends Error {
  readonly status: number;
  readonly code: number;
  /** Seconds after which another attempt makes sense; only for limits. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: number, message: string, retryAfter?: number) {
    super(message);
    this.name = 'VenueError';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  body(): { readonly code: number; readonly msg: string } {
    return { code: this.code, msg: this.message };
  }
}

const refused = (code: number, message: string): VenueError => new VenueError(400, code, message);

export const VENUE_ERRORS = {
  internal: () =>
    new VenueError(500, -1000, 'An unknown error occurred while processing the request.'),
  illegal: (name: string, legal: string) =>
    refused(-1100, `Illegal characters found in parameter '${name}'; legal range is '${legal}'.`),
  duplicate: (name: string) => refused(-1101, `Duplicate values for parameter '${name}' detected.`),
  tooLarge: (most: number) =>
    new VenueError(413, -1101, `Too many parameters; a request has at most ${most} bytes.`),
  mandatory: (name: string) =>
    refused(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  oneOf: (one: string, other: string) =>
    refused(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`),
  notRequired: (name: string) => refused(-1106, `Parameter '${name}' sent when not required.`),
  timeInForce: () => refused(-1115, 'Invalid timeInForce.'),
  orderType: () => refused(-1116, 'Invalid orderType.'),
  side: () => refused(-1117, 'Invalid side.'),
  interval: () => refused(-1120, 'Invalid interval.'),
  symbol: () => refused(-1121, 'Invalid symbol.'),
  listenKey: () => refused(-1125, 'This listenKey does not exist.'),
  invalid: (name: string) => refused(-1130, `Data sent for parameter '${name}' is not valid.`),
  responseType: () => refused(-1136, 'Invalid newOrderRespType.'),
  startAfterEnd: () => refused(-1023, 'Start time is greater than end time.'),
  timestampAhead: () =>
    refused(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  timestampLate: () => refused(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  recvWindow: () => refused(-1131, 'recvWindow must be less than 60000.'),
  signature: () => refused(-1022, 'Signature for this request is not valid.'),
  keyFormat: () => new VenueError(401, -2014, 'API-key format invalid.'),
  key: () => new VenueError(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  callbackRate: () => refused(-2007, 'Invalid callBack rate.'),
  unknownOrder: () => refused(-2011, 'Unknown order sent.'),
  noOrder: () => refused(-2013, 'Order does not exist.'),
  depthLimit: (limit: number) => refused(-4021, `'${limit}' is not a valid depth limit.`),
  positionSide: () => refused(-4061, "Order's position side does not match user's setting."),
  batchSize: (most: number) =>
    refused(-4082, `Invalid number of batch place orders: 1 to ${most}.`),
  /** What this exchange cannot do; the venue says so of what it has announced but not opened. */
  notHere: (what: string) =>
    refused(-4084, `Method is not allowed currently. Upcoming soon. (${what})`),
  algoOrderInstead: () =>
    refused(
      -4120,
      'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
    ),
  closePosition: (type: string) =>
    refused(-4136, `Target strategy invalid for orderType ${type}, closePosition true.`),
  closeQuantity: () => refused(-4137, 'Quantity must be zero with closePosition equals true.'),
  selfTradeMode: () => refused(-5039, 'Invalid self trade prevention mode.'),
  noPath: (method: string, path: string) =>
    new VenueError(404, -5000, `Path ${path}, Method ${method} is invalid`),
} as const;

/** A refusal of the matching engine as the venue's answer. */
export const engineRefusal = (rejection: Rejection): VenueError =>
  refused(Number(rejection.code), rejection.message);
