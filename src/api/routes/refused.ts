/** Why a request is not answered as asked: an HTTP status, a code, and words with what would be right. */
import type { CommandReply } from '../../bus/messages.ts';

export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, text: string) {
    super(text);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
  }
}

/** Body of every answer that is no success; the shape in which commands are refused everywhere. */
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly text: string;
}

export interface Done {
  readonly ok: true;
  readonly text: string;
}

/** Codes by which a service says that whoever asked may not. */
const NOT_ALLOWED: readonly string[] = ['NOT_ALLOWED', 'ROLE'];

/** A service's yes; its no becomes 403 or 409 with its own code and words. */
export function done<R extends { readonly ok: true }>(reply: R | Refusal): R {
  if (reply.ok) return reply;
  throw new Refused(NOT_ALLOWED.includes(reply.code) ? 403 : 409, reply.code, reply.text);
}

export const doneText = (reply: CommandReply): Done => done(reply);
