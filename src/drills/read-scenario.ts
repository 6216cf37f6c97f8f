/** Reads a scenario file: the scenario, or every error at once with file and line. */
import { readFileSync, statSync } from 'node:fs';
import { type ConfigError, type Path, pathText } from '../config/errors.ts';
import { planOf } from '../config/fault-plan.ts';
import { nearestName } from '../config/nearest.ts';
import { formatDuration } from '../config/scalars.ts';
import { schemaErrors } from '../config/schema-errors.ts';
import { FILE_BYTES_MAX, readYaml, type YamlSource } from '../config/yaml-source.ts';
import { HOUR_MS } from '../domain/time.ts';
import { buildScenario, type ExpectationSource, type ScenarioSource } from './build-scenario.ts';
import type { Moment } from './moment.ts';
import type { Scenario } from './scenario.ts';
import { type ActSource, scenarioSchemaOf } from './schema.ts';

export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/** What the configuration has; a scenario may name nothing else. */
export interface KnownNames {
  readonly symbols: readonly string[];
  readonly strategies: readonly string[];
  readonly profiles: readonly string[];
  /** Why a limit of the configuration cannot be changed so; null: it can. */
  readonly limitProblem: (key: string, value: string) => string | null;
}

/** Never throws: a file that cannot be read is an error like any other. */
export function loadScenario(path: string, known: KnownNames): ReadScenario {
  const failed = (message: string, remedy: string): ReadScenario => ({
    ok: false,
    errors: [{ file: path, line: 0, column: 0, path: '', message, remedy }],
  });
  try {
    const { size } = statSync(path);
    if (size > FILE_BYTES_MAX) {
      return failed(`has ${size} bytes`, `a scenario has at most ${FILE_BYTES_MAX}`);
    }
    return readScenario(path, readFileSync(path, 'utf8'), known);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    return failed(`cannot be read (${code})`, 'name a readable file with a scenario');
  }
}

export function readScenario(file: string, text: string, known: KnownNames): ReadScenario {
  const source = readYaml(file, text);
  if (source.errors.length > 0) return { ok: false, errors: source.errors };
  const schema = scenarioSchemaOf(source.value);
  const errors = schemaErrors(schema, source);
  if (errors.length > 0) return { ok: false, errors };
  const parsed = schema.parse(source.value) as ScenarioSource;
  const faults = planOf(source, parsed.faults ?? [], { symbols: known.symbols });
  const wrong = [...(faults.ok ? [] : faults.errors), ...meaningErrors(source, parsed, known)];
  if (!faults.ok || wrong.length > 0) return { ok: false, errors: wrong };
  return { ok: true, scenario: buildScenario(file, parsed, faults.plan) };
}

const CLAIMS = ['happens', 'never', 'becomes', 'stays'] as const;
/** Which refinements go with which claim. */
const REFINEMENTS: Readonly<Record<(typeof CLAIMS)[number], readonly string[]>> = {
  happens: ['within', 'least', 'most'],
  never: [],
  becomes: ['within'],
  stays: ['except'],
};

type Report = (path: Path, message: string, remedy: string) => void;

function meaningErrors(
  source: YamlSource,
  parsed: ScenarioSource,
  known: KnownNames,
): readonly ConfigError[] {
  const errors: ConfigError[] = [];
  const report: Report = (path, message, remedy) => {
    const { file } = source;
    errors.push({ file, ...source.at(path), path: pathText(path), message, remedy });
  };
  const { market, portfolio, steps = [], expect } = parsed;
  const oneOf = (path: Path, value: string | undefined, all: readonly string[]): void => {
    if (value === undefined || all.includes(value)) return;
    const near = nearestName(value, all);
    const remedy = near === undefined ? `choose of ${all.join(', ')}` : `did you mean ${near}?`;
    report(path, `there is no "${value}"`, remedy);
  };
  if (market.startsAt % HOUR_MS !== 0) {
    report(['market', 'startsAt'], 'is not a whole hour', 'write it like 2025-01-06T09:00:00Z');
  }
  for (const [index, move] of market.moves.entries()) {
    const at = ['market', 'moves', index];
    if (move.until !== undefined && move.until <= move.from) {
      const after = formatDuration(move.from);
      report([...at, 'until'], `is ${formatDuration(move.until)}`, `must be after from: ${after}`);
    }
    const { from: _, until: __, symbols, ...effects } = move;
    if (Object.values(effects).every((effect) => effect === undefined)) {
      report(
        at,
        'changes nothing',
        'give jump, drift, volatility, spread, depth, fundingLost or slipBps',
      );
    }
    for (const [place, symbol] of symbols.entries()) {
      oneOf([...at, 'symbols', place], symbol, known.symbols);
    }
  }
  oneOf(['portfolio', 'profile'], portfolio.profile, known.profiles);
  for (const [index, id] of (portfolio.strategies ?? []).entries()) {
    oneOf(['portfolio', 'strategies', index], id, known.strategies);
  }
  for (const [index, step] of steps.entries()) {
    const at = ['steps', index];
    if ('strategy' in step) oneOf([...at, 'strategy'], step.strategy, known.strategies);
    if ('symbol' in step) oneOf([...at, 'symbol'], step.symbol, known.symbols);
    if (step.do === 'start') limitErrors([...at, 'limits'], step, known, report);
    if (step.times > 1 && step.every === undefined) {
      report([...at, 'times'], `is ${step.times}`, 'say every how long, like every: 30s');
    }
  }
  momentErrors(parsed, report);
  for (const [index, each] of expect.entries()) claimErrors(['expect', index], each, report);
  if (expect.length === 0) report(['expect'], 'is empty', 'say what the runbook demands');
  return errors;
}

function limitErrors(
  at: Path,
  { process, limits }: Extract<ActSource, { do: 'start' }>,
  known: KnownNames,
  report: Report,
): void {
  for (const [key, value] of Object.entries(limits)) {
    const problem = known.limitProblem(key, value);
    if (problem !== null) report([...at, key], problem, 'write it as septet override add would');
    if (process !== 'orchestrator') {
      report([...at, key], `means nothing to the ${process}`, 'only the orchestrator has limits');
    }
  }
}

/** Named instants have to exist, and must not wait for each other in a ring. */
function momentErrors(parsed: ScenarioSource, report: Report): void {
  const rules = Object.entries(parsed.instants ?? {});
  const names = rules.map(([name]) => name);
  const check = (path: Path, moment: Moment | undefined, among: readonly string[]): void => {
    if (moment === undefined || 'at' in moment || moment.after === null) return;
    if (among.includes(moment.after)) return;
    const near = nearestName(moment.after, among);
    const named = among.length === 0 ? 'name it under instants' : `choose of ${among.join(', ')}`;
    const remedy = near === undefined ? named : `did you mean ${near}?`;
    report(path, `there is no instant "${moment.after}" before it`, remedy);
  };
  for (const [index, [name, rule]] of rules.entries()) {
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      report(['instants', name], `"${name}" is no name of an instant`, 'write it like firstLoss');
    }
    check(['instants', name, 'after'], rule.after, names.slice(0, index));
  }
  for (const [index, step] of (parsed.steps ?? []).entries()) {
    check(['steps', index, 'at'], step.at, names);
  }
  for (const [index, { from, until }] of parsed.expect.entries()) {
    check(['expect', index, 'from'], from, names);
    check(['expect', index, 'until'], until, names);
  }
}

function claimErrors(at: Path, source: ExpectationSource, report: Report): void {
  const given = CLAIMS.filter((claim) => source[claim] !== undefined);
  const claim = given[0];
  if (given.length !== 1 || claim === undefined) {
    const found = given.length === 0 ? 'none' : given.join(' and ');
    report(at, `claims ${found}`, `give exactly one of ${CLAIMS.join(', ')}`);
    return;
  }
  for (const name of ['within', 'least', 'most', 'except'] as const) {
    if (source[name] === undefined || REFINEMENTS[claim].includes(name)) continue;
    const belongs = CLAIMS.filter((each) => REFINEMENTS[each].includes(name)).join(' and ');
    report([...at, name], `means nothing beside ${claim}`, `it belongs to ${belongs}`);
  }
  const { least, most } = source;
  if (least !== undefined && most !== undefined && least > most) {
    report([...at, 'most'], `is ${most}`, `must be at least ${least}`);
  }
}
