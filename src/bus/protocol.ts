/**
 * The wire between processes of one machine: newline-delimited JSON frames over a local socket.
 * The first frame each way is a hello that names the protocol version, the build and the format of
 * journals. Protocols that differ are refused with words, so that processes never half-understand
 * each other; builds that differ and speak the same may talk (requirement OPS-7).
 */
import type { Requests, ServiceName, Topics } from './messages.ts';

export const BUS_PROTOCOL = 'septet.bus/1';
/** Longest frame either side accepts, characters. */
export const MAX_FRAME_LENGTH = 16 * 1024 * 1024;

export type TopicName<S extends ServiceName> = keyof Topics[S] & string;
export type TopicData<S extends ServiceName, T extends TopicName<S>> = Topics[S][T];
export type RequestName<S extends ServiceName> = keyof Requests[S] & string;
export type RequestParameters<
  S extends ServiceName,
  N extends RequestName<S>,
> = Requests[S][N] extends readonly [infer P, unknown] ? P : never;
export type RequestReply<
  S extends ServiceName,
  N extends RequestName<S>,
> = Requests[S][N] extends readonly [unknown, infer R] ? R : never;

/** Frames a client sends. A `tell` is a request that wants no reply. */
export type ClientFrame =
  | {
      readonly t: 'hello';
      readonly protocol: string;
      /** Of the program, and of the journals it keeps; undefined: a build that did not say yet. */
      readonly build?: string;
      readonly journal?: string;
      readonly peer: string;
      readonly topics: readonly string[];
    }
  | { readonly t: 'request'; readonly id: number; readonly name: string; readonly data: unknown }
  | { readonly t: 'tell'; readonly name: string; readonly data: unknown };

/** Frames a server sends. */
export type ServerFrame =
  | {
      readonly t: 'hello';
      readonly protocol: string;
      readonly build?: string;
      readonly journal?: string;
      readonly service: string;
    }
  | { readonly t: 'refused'; readonly text: string }
  | { readonly t: 'reply'; readonly id: number; readonly data: unknown }
  | { readonly t: 'failed'; readonly id: number; readonly text: string }
  | { readonly t: 'publish'; readonly topic: string; readonly data: unknown };

export type BusErrorCode = 'down' | 'timeout' | 'refused' | 'failed' | 'busy';

/** Why a request got no answer; `failed` is the service's own words. */
export class BusError extends Error {
  readonly code: BusErrorCode;
  constructor(code: BusErrorCode, text: string) {
    super(text);
    this.name = 'BusError';
    this.code = code;
  }
}

export const encodeFrame = (frame: ClientFrame | ServerFrame): string =>
  `${JSON.stringify(frame)}\n`;

/** Splits a character stream into frames; throws on a frame that is too long or not JSON. */
export class FrameDecoder {
  private rest = '';
  private readonly limit: number;

  constructor(limit = MAX_FRAME_LENGTH) {
    this.limit = limit;
  }

  push(chunk: string): readonly unknown[] {
    const frames: unknown[] = [];
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      const line = this.rest + chunk.slice(from, end);
      this.rest = '';
      from = end + 1;
      this.checkLength(line.length);
      if (line.length > 0) frames.push(JSON.parse(line));
    }
    this.rest += from === 0 ? chunk : chunk.slice(from);
    this.checkLength(this.rest.length);
    return frames;
  }

  private checkLength(length: number): void {
    if (length > this.limit) {
      throw new RangeError(`frame longer than ${this.limit} characters`);
    }
  }
}

type Shape = Readonly<Record<string, unknown>>;
const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null;

/** Longer ones name nothing that was ever built. */
const VERSION_MAX = 200;

function versionsIn({ protocol, build, journal }: Shape) {
  if (typeof protocol !== 'string') return undefined;
  const named = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= VERSION_MAX;
  return {
    protocol,
    ...(named(build) ? { build } : {}),
    ...(named(journal) ? { journal } : {}),
  };
}

/** Why two processes do not talk, for both of them. */
export const protocolRefusal = (
  here: { readonly name: string; readonly protocol: string; readonly build?: string | undefined },
  there: { readonly name: string; readonly protocol: string; readonly build?: string | undefined },
): string =>
  `${here.name} (build ${here.build ?? 'unknown'}) speaks ${here.protocol}, ${there.name} (build ${there.build ?? 'unknown'}) speaks ${there.protocol}: finish the upgrade with \`septet upgrade\`, or use the build that runs`;

/** The frame as a client's, or undefined when it is none: a peer that talks nonsense is dropped. */
export function clientFrame(value: unknown): ClientFrame | undefined {
  if (!isShape(value)) return undefined;
  const { t, id, name, peer, topics, data } = value;
  if (t === 'hello') {
    const listed = Array.isArray(topics) && topics.every((topic) => typeof topic === 'string');
    const versions = versionsIn(value);
    if (versions === undefined || typeof peer !== 'string' || !listed) return undefined;
    return { t, ...versions, peer, topics };
  }
  if (typeof name !== 'string') return undefined;
  if (t === 'tell') return { t, name, data };
  if (t === 'request' && typeof id === 'number') return { t, id, name, data };
  return undefined;
}

/** The frame as a server's, or undefined when it is none. */
export function serverFrame(value: unknown): ServerFrame | undefined {
  if (!isShape(value)) return undefined;
  const { t, id, text, topic, service, data } = value;
  if (t === 'publish' && typeof topic === 'string') return { t, topic, data };
  if (t === 'reply' && typeof id === 'number') return { t, id, data };
  if (t === 'failed' && typeof id === 'number' && typeof text === 'string') return { t, id, text };
  if (t === 'refused' && typeof text === 'string') return { t, text };
  const versions = versionsIn(value);
  if (t === 'hello' && versions !== undefined && typeof service === 'string') {
    return { t, ...versions, service };
  }
  return undefined;
}
