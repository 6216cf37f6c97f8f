/** Reads a fault plan, from a file or from a request: the plan, or every error at once. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Ms } from '../domain/time.ts';
import { MAX_FAULTS } from '../venues/faults/fault-set.ts';
import type { Fault, FaultPlan } from '../venues/faults/plan.ts';
import { type ConfigError, type Path, pathText } from './errors.ts';
import { formatDuration } from './scalars.ts';
import { schemaErrors } from './schema-errors.ts';
import { type FaultSource, faultPlanOf } from './schema-faults.ts';
import { FILE_BYTES_MAX, readYaml, type YamlSource } from './yaml-source.ts';

export type ReadFaults =
  | { readonly ok: true; readonly plan: FaultPlan }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

export interface KnownNames {
  /** Symbols there are; a plan may name no others. */
  readonly symbols?: readonly string[];
  /** Ids that are given already. */
  readonly taken?: readonly string[];
}

/** The plan in a file. Never throws: a file that cannot be read is an error like any other. */
export function loadFaultPlan(path: string, known: KnownNames = {}): ReadFaults {
  const file = basename(path);
  const failed = (message: string, remedy: string): ReadFaults => ({
    ok: false,
    errors: [{ file, line: 0, column: 0, path: '', message, remedy }],
  });
  try {
    const { size } = statSync(path);
    if (size > FILE_BYTES_MAX) {
      return failed(`has ${size} bytes`, `a fault plan has at most ${FILE_BYTES_MAX}`);
    }
    return readFaultPlan(file, readFileSync(path, 'utf8'), known);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    return failed(`cannot be read (${code})`, 'name a readable file with a fault plan');
  }
}

/** A plan as YAML or JSON text. */
export function readFaultPlan(file: string, text: string, known: KnownNames = {}): ReadFaults {
  const source = readYaml(file, text);
  if (source.errors.length > 0) return { ok: false, errors: source.errors };
  const given = listOf(source.value);
  if (given.length > MAX_FAULTS) {
    const found = problem(source, ['faults'], `has ${given.length}`, `at most ${MAX_FAULTS}`);
    return { ok: false, errors: [found] };
  }
  const schema = faultPlanOf(given.map(kindOf));
  const errors = schemaErrors(schema, source);
  if (errors.length > 0) return { ok: false, errors };
  return planOf(source, schema.parse(source.value).faults as readonly FaultSource[], known);
}

/** The plan of faults whose shape is right, listed under `faults` in the source. */
export function planOf(
  source: YamlSource,
  faults: readonly FaultSource[],
  known: KnownNames,
): ReadFaults {
  const ids = idsOf(faults, known.taken ?? []);
  const wrong = meaningErrors(source, faults, ids, known);
  if (wrong.length > 0) return { ok: false, errors: wrong };
  return { ok: true, plan: { faults: faults.map((fault, index) => toFault(fault, ids[index]!)) } };
}

const listOf = (value: unknown): readonly unknown[] => {
  const { faults } = (value ?? {}) as { readonly faults?: unknown };
  return Array.isArray(faults) ? faults : [];
};
const kindOf = (value: unknown): unknown => (value as { readonly kind?: unknown } | null)?.kind;

/** Who has no id is named by kind and place, or by the next number that is free. */
function idsOf(faults: readonly FaultSource[], taken: readonly string[]): readonly string[] {
  const used = new Set(taken);
  for (const { id } of faults) if (id !== undefined) used.add(id);
  return faults.map((fault, index) => {
    if (fault.id !== undefined) return fault.id;
    const kind = fault.kind.replace('_', '-');
    let number = index + 1;
    while (used.has(`${kind}-${number}`)) number += 1;
    used.add(`${kind}-${number}`);
    return `${kind}-${number}`;
  });
}

function toFault(source: FaultSource, id: string): Fault {
  if (source.kind !== 'clock') return { ...source, id };
  const { ahead, behind, ...rest } = source;
  return { ...rest, id, offset: (ahead ?? 0) - (behind ?? 0) };
}

function problem(source: YamlSource, path: Path, message: string, remedy: string): ConfigError {
  return { file: source.file, ...source.at(path), path: pathText(path), message, remedy };
}

function meaningErrors(
  source: YamlSource,
  faults: readonly FaultSource[],
  ids: readonly string[],
  { symbols, taken }: KnownNames,
): readonly ConfigError[] {
  const errors: ConfigError[] = [];
  const used = new Set(taken);
  for (const [index, fault] of faults.entries()) {
    const report = (path: Path, message: string, remedy: string): void => {
      errors.push(problem(source, ['faults', index, ...path], message, remedy));
    };
    const id = ids[index]!;
    if (used.has(id)) report(['id'], `"${id}" is there twice`, 'give each fault a name of its own');
    used.add(id);
    if (fault.until !== null && fault.until <= fault.from) {
      report(
        ['until'],
        `is ${formatDuration(fault.until)}`,
        `must be after from: ${formatDuration(fault.from)}`,
      );
    }
    const span = spanOf(fault);
    if (span !== undefined && span[0] > span[1]) {
      const [least, most] = span.map(formatDuration);
      report(['kind'], `uniform from ${least} to ${most}`, 'write the shorter length first');
    }
    const lacking = lackingOf(fault);
    if (lacking !== undefined) report(['kind'], 'says nothing', lacking);
    for (const [path, symbol] of symbolsOf(fault)) {
      if (symbols === undefined || symbols.includes(symbol)) continue;
      report(path, `there is no ${symbol} here`, `choose of ${symbols.join(', ')}`);
    }
  }
  return errors;
}

function spanOf(fault: FaultSource): readonly [Ms, Ms] | undefined {
  const length = 'by' in fault ? fault.by : 'after' in fault ? fault.after : undefined;
  return length !== undefined && 'uniform' in length ? length.uniform : undefined;
}

function lackingOf(fault: FaultSource): string | undefined {
  if (fault.kind === 'clock' && (fault.ahead === undefined) === (fault.behind === undefined)) {
    return 'give either ahead or behind';
  }
  const { kind, id: _id, from: _from, until: _until, ...rest } = fault;
  const nothing = Object.values(rest).every((value) => value === undefined);
  if (kind === 'limits' && nothing) {
    return 'give weightPerMinute, ordersPerMinute or ordersPerTenSeconds';
  }
  return kind === 'permissions' && nothing
    ? 'give trade, withdraw, transfer or ipRestricted'
    : undefined;
}

function symbolsOf(fault: FaultSource): readonly (readonly [Path, string])[] {
  if (fault.kind === 'adl') return [[['symbol'], fault.symbol]];
  if (fault.kind === 'market_data') {
    return fault.symbols.map((symbol, index) => [['symbols', index], symbol]);
  }
  const symbol = 'match' in fault ? fault.match?.symbol : undefined;
  return symbol === undefined ? [] : [[['match', 'symbol'], symbol]];
}
