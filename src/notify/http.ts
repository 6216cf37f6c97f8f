/** One bounded HTTP request that repeats nothing secret: an address may hold the secret itself. */
import { type Ms, SECOND_MS } from '../domain/time.ts';

export const REQUEST_LIMIT_MS: Ms = 5_000;
const ANSWER_BYTES_MAX = 65_536;

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** How long the other side asks to be left alone; null: it does not say. */
  readonly retryAfter: Ms | null;
}

export interface Request {
  readonly url: string;
  /** Sent as it is. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest wait for the whole answer. */
  readonly limit?: Ms;
}

/** Posts and reads at most 64 KiB; follows no redirect. Rejects in words when there is no answer. */
export async function post(request: Request): Promise<Answer> {
  const { url, body, headers = {}, limit = REQUEST_LIMIT_MS } = request;
  const unsafe = addressFault(url);
  if (unsafe !== null) throw new Error(unsafe);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(limit),
    });
    const retryAfter = waitOf(response.headers.get('retry-after'));
    return { status: response.status, text: await textOf(response), retryAfter };
  } catch (error) {
    throw new Error(faultOf(error, limit));
  }
}

/** Whole seconds; a date there is not understood, and then the own back-off holds. */
function waitOf(header: string | null): Ms | null {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) * SECOND_MS : null;
}

/** What is wrong with an address, without repeating it; null when nothing is. */
function addressFault(url: string): string | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return 'its address is none: write a whole one, like https://host/path';
  }
  if (parsed.username !== '' || parsed.password !== '') {
    return 'its address holds a user or a password: take them out';
  }
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname);
  if (parsed.protocol === 'https:' || (parsed.protocol === 'http:' && local)) return null;
  return 'its address is not encrypted: write https (http only on this machine)';
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`more than ${ANSWER_BYTES_MAX} bytes came`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function faultOf(error: unknown, limit: Ms): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError') return `no answer in ${limit} ms`;
  if (error.message.startsWith('more than')) return error.message;
  const cause = error.cause as { readonly code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed';
}

/** The beginning of an answer, fit for one line of a report. */
export function quoted(text: string): string {
  const line = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
  return line === '' ? 'nothing' : `"${line.length > 80 ? `${line.slice(0, 80)}...` : line}"`;
}

/** Undefined when the text is no JSON object. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
