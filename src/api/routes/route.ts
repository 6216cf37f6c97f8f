/**
 * One route as data. Registration, the role that is asked for, the OpenAPI document and the typed
 * client all come from it, so none of them can say anything else than the others.
 */
import type { z } from 'zod';
import type { Role, Standing } from '../../domain/people.ts';
import type { ApiPorts } from '../ports.ts';
import type { ApiReplies } from './replies.ts';

export type ReplyName = keyof ApiReplies;
type Shape = z.ZodObject | undefined;
type Read<S extends Shape> = S extends z.ZodObject ? z.output<S> : undefined;

export interface Asked<P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Who asks, as the token says; `page` where nobody is recognised. */
  readonly who: Standing;
  /** To be handed on: whoever does what is asked verifies it once more. */
  readonly token: string | null;
}

export type RouteGroup =
  | 'system'
  | 'portfolio'
  | 'decisions'
  | 'control'
  | 'operations'
  | 'changes'
  | 'reports'
  | 'people';

interface RouteHead<P extends Shape, Q extends Shape, B extends Shape, K extends ReplyName> {
  /** Name of the operation in the document. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{id}` for a parameter. */
  readonly path: string;
  readonly group: RouteGroup;
  readonly summary: string;
  /** Least role at the door. Null: anybody, or the service decides by what exactly is asked. */
  readonly least: Role | null;
  /** Never held up by a limit of rate: what closes, reduces or acknowledges. */
  readonly urgent?: true;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly reply: K;
}

export interface Route extends RouteHead<Shape, Shape, Shape, ReplyName> {
  handle(ports: ApiPorts, asked: Asked): ApiReplies[ReplyName] | Promise<ApiReplies[ReplyName]>;
}

export function route<
  K extends ReplyName,
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
>(
  spec: RouteHead<P, Q, B, K> & {
    readonly handle: (
      ports: ApiPorts,
      asked: Asked<Read<P>, Read<Q>, Read<B>>,
    ) => ApiReplies[K] | Promise<ApiReplies[K]>;
  },
): Route {
  return spec as unknown as Route;
}
