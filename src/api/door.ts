/**
 * Who comes in: a loopback host, this very origin for whatever changes something, a token or its
 * session, the least role of the route, and not too often. What closes, reduces or acknowledges is
 * let through whoever asks and however often.
 */
import type { FastifyRequest } from 'fastify';
import { refusalOf, type Standing } from '../domain/people.ts';
import type { Ms } from '../domain/time.ts';
import { Allowance } from './allowance.ts';
import type { ApiPorts } from './ports.ts';
import { Refused } from './routes/refused.ts';
import type { Route } from './routes/route.ts';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;
const BEARER = /^Bearer +(\S{1,200})$/i;

/** Throws when a request must not even be looked at: another page in the operator's browser asks. */
export function checkOrigin(request: FastifyRequest): void {
  const host = request.headers.host ?? '';
  if (!LOOPBACK.test(host)) {
    const text = `this server answers on loopback only, not as "${host}"`;
    throw new Refused(403, 'HOST', text);
  }
  const { origin } = request.headers;
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  const upgrade = request.headers.upgrade !== undefined;
  if (origin === undefined || !(changes || upgrade)) return;
  if (origin !== `http://${host}`) {
    throw new Refused(403, 'ORIGIN', `origin "${origin}" may not speak here`);
  }
}

export interface Visitor {
  readonly who: Standing;
  readonly token: string | null;
}

/** Requests a second in the long run, and at once. */
const READS = { rate: 400, burst: 800 } as const;
const COMMANDS = { rate: 5, burst: 20 } as const;
/** Tokens that are tried: 256 random bits are not guessed, this only keeps the noise down. */
const SESSIONS = { rate: 1, burst: 20 } as const;

export class Door {
  private readonly ports: ApiPorts;
  private readonly reads: Allowance;
  private readonly commands: Allowance;
  private readonly sessions: Allowance;

  constructor(ports: ApiPorts) {
    const now = (): Ms => ports.monotonic();
    this.ports = ports;
    this.reads = new Allowance(READS, now);
    this.commands = new Allowance(COMMANDS, now);
    this.sessions = new Allowance(SESSIONS, now);
  }

  /** Throws a `Refused` with what would be right. */
  admit(request: FastifyRequest, route: Route): Visitor {
    const visitor = this.visitor(request);
    const { who } = visitor;
    this.checkRate(route, who);
    this.checkRegistered(route, who);
    if (route.least === null) return visitor;
    const problem = refusalOf(who, route.least, `${route.method} ${route.path}`);
    if (problem === null) return visitor;
    if (who.role !== null) throw new Refused(403, 'ROLE', problem);
    const text = `${problem}; over HTTP: Authorization: Bearer <token>, or POST /api/session`;
    throw new Refused(401, 'NOT_RECOGNISED', text);
  }

  private visitor({ headers }: FastifyRequest): Visitor {
    const given = headers.authorization;
    const bearer = given === undefined ? null : (BEARER.exec(given)?.[1] ?? '');
    const token = bearer ?? this.ports.sessions.tokenOf(headers.cookie);
    return { who: this.ports.standing(token), token };
  }

  /** A port of the machine is open to every user of it, unlike the sockets of a home. */
  private checkRegistered({ method, urgent, group }: Route, who: Standing): void {
    if (!this.ports.guarded || method === 'GET' || urgent === true || group === 'people') return;
    if (who.registered > 0 || who.problem !== null) return;
    const text =
      'with real money this needs somebody who is registered: septet people add <name> --role admin; halting, flattening and acknowledging need nobody';
    throw new Refused(401, 'NOBODY_REGISTERED', text);
  }

  private checkRate(route: Route, { name }: Standing): void {
    if (route.urgent === true) return;
    const allowance =
      route.name === 'openSession'
        ? this.sessions
        : route.method === 'GET'
          ? this.reads
          : this.commands;
    const wait = allowance.take(route.name === 'openSession' ? '' : name);
    if (wait === 0) return;
    const text = `too many requests: again in ${Math.ceil(wait / 1_000)} s (halting is never held up)`;
    throw new Refused(429, 'TOO_MANY_REQUESTS', text);
  }
}
