/** Lines of an event file as events: shape only, every fault of a line with its place and remedy. */
import type { z } from 'zod';
import {
  KERNEL_EVENTS_SCHEMA,
  type KernelHeader,
  kernelEventSchema,
  kernelHeaderSchema,
} from '../formats/kernel-file.ts';
import type { KernelEvent } from '../kernel/events.ts';

export interface LineFault {
  readonly line: number;
  readonly text: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly LineFault[] };

/** Longest line that is read, characters: a book of a thousand levels is far below it. */
export const LONGEST_LINE = 1_048_576;

export function parseHeader(text: string): Parsed<KernelHeader> {
  const parsed = parseLine(text, 1, kernelHeaderSchema);
  if (parsed.ok) return parsed;
  const hint = `the first line must be the header, like {"schema":"${KERNEL_EVENTS_SCHEMA}","at":1746316800000}`;
  return { ok: false, faults: [...parsed.faults, { line: 1, text: hint }] };
}

export function parseEvent(text: string, line: number): Parsed<KernelEvent> {
  // The schema and the type say the same; ids are plain text in a file.
  return parseLine(text, line, kernelEventSchema) as unknown as Parsed<KernelEvent>;
}

function parseLine<S extends z.ZodType>(
  text: string,
  line: number,
  schema: S,
): Parsed<z.output<S>> {
  if (text.length > LONGEST_LINE) {
    return fault(line, `${text.length} characters, at most ${LONGEST_LINE} are read`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fault(line, `not JSON: ${(error as Error).message}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const faults = result.error.issues.map((issue) => ({ line, text: issueText(issue, value) }));
  return { ok: false, faults };
}

const fault = (line: number, text: string): { ok: false; faults: LineFault[] } => ({
  ok: false,
  faults: [{ line, text }],
});

function issueText(issue: z.core.$ZodIssue, value: unknown): string {
  const place = issue.path.join('.');
  if (issue.code === 'invalid_union' && place === 'kind') {
    const kinds = kernelEventSchema.options.map((option) => option.shape.kind.value);
    return `kind: ${shown(valueAt(value, ['kind']))} is no event; one of ${kinds.join(', ')}`;
  }
  const message = issue.code === 'invalid_union' ? 'not a number' : issue.message;
  const found = shown(valueAt(value, issue.path));
  return `${place === '' ? '' : `${place}: `}${message} (found ${found})`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
