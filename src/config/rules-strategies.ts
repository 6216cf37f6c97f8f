/** Checks of meaning: strategies and what refers to them (requirement PRE-2). */
import { IMPLEMENTATIONS, isImplementation, strategyCatalog } from '../strategies/catalog.ts';
import type { FileContents, PartialContents, Partly } from './files.ts';
import { entriesOf, type Finding, keysOf, type Rule } from './findings.ts';
import { unknownName } from './rules-portfolio.ts';

type Strategy = Partly<FileContents['strategies.yaml']['strategies'][string]>;
type Check = (
  strategy: Strategy,
  report: (key: readonly (string | number)[], message: string, remedy: string) => void,
  contents: PartialContents,
) => void;

const references: Check = (strategy, report, contents) => {
  const known = {
    bucket: keysOf(contents['buckets.yaml']?.buckets),
    phase: keysOf(contents['launch.yaml']?.phases),
  };
  for (const key of ['bucket', 'phase'] as const) {
    const name = strategy[key];
    const names = known[key];
    if (name === undefined || names === undefined || names.includes(name)) continue;
    report([key], `there is no ${key} ${name}`, unknownName(name, names));
  }
  const traded = contents['septet.yaml']?.symbols;
  if (!Array.isArray(strategy.symbols) || traded === undefined) return;
  if (strategy.symbols.length === 0) {
    report(['symbols'], 'is empty', 'name at least one symbol, or write: all');
  }
  for (const [index, symbol] of strategy.symbols.entries()) {
    if (symbol === undefined || traded.includes(symbol)) continue;
    report(
      ['symbols', index],
      `${symbol} is not a symbol of the portfolio`,
      unknownName(
        symbol,
        traded.filter((item) => item !== undefined),
      ),
    );
  }
};

const implementation: Check = (strategy, report) => {
  const name = strategy.implementation;
  if (name === undefined) return;
  if (!isImplementation(name)) {
    report(['implementation'], `there is no rule set ${name}`, unknownName(name, IMPLEMENTATIONS));
    return;
  }
  const entry = strategyCatalog[name];
  if (strategy.timeframe !== undefined && strategy.timeframe !== entry.timeframe) {
    report(
      ['timeframe'],
      `${strategy.timeframe} is not the base timeframe of ${name}`,
      `must be ${entry.timeframe}`,
    );
  }
  const given = strategy.parameters;
  if (given === undefined) return;
  for (const [key, value] of entriesOf(given)) {
    const spec = Object.hasOwn(entry.parameters, key) ? entry.parameters[key] : undefined;
    if (!spec) {
      report(
        ['parameters', key],
        `${name} has no such parameter`,
        unknownName(key, Object.keys(entry.parameters)),
      );
      continue;
    }
    const fits =
      value >= spec.min && value <= spec.max && (!spec.integer || Number.isInteger(value));
    if (fits) continue;
    const kind = spec.integer ? 'a whole number ' : '';
    report(['parameters', key], `is ${value}`, `must be ${kind}from ${spec.min} to ${spec.max}`);
  }
};

const missingParameters: Check = (strategy, report) => {
  const name = strategy.implementation;
  if (name === undefined || !isImplementation(name) || strategy.parameters === undefined) return;
  for (const [key, spec] of Object.entries(strategyCatalog[name].parameters)) {
    if (Object.hasOwn(strategy.parameters, key)) continue;
    report(
      ['parameters'],
      `${key} is missing`,
      `add ${key}: ${spec.default}  # ${spec.description}`,
    );
  }
};

const exits: Check = (strategy, report) => {
  const { trailing, minimalReturn } = strategy;
  if (trailing?.offset !== undefined && trailing.distance !== undefined) {
    if (trailing.offset < trailing.distance) {
      report(
        ['trailing', 'offset'],
        `is ${trailing.offset} while the distance is ${trailing.distance}`,
        'must be at least the distance: an armed trailing stop never locks in a loss',
      );
    }
  }
  if (minimalReturn === undefined) return;
  if (minimalReturn.length === 0) {
    report(['minimalReturn'], 'is empty', 'give at least one pair, the first at minute 0');
  }
  let previous: number | undefined;
  for (const [index, step] of minimalReturn.entries()) {
    const minutes = step?.[0];
    if (minutes === undefined) continue;
    if (index === 0 && minutes !== 0) {
      report(['minimalReturn', 0], `begins at minute ${minutes}`, 'the first pair is at minute 0');
    }
    if (previous !== undefined && minutes <= previous) {
      report(
        ['minimalReturn', index],
        `minute ${minutes} comes after minute ${previous}`,
        'minutes must ascend',
      );
    }
    previous = minutes;
  }
};

const ceilings: Check = (strategy, report, contents) => {
  const { leverageCeiling: ceiling, leverageCeilingStressed: stressed } = strategy;
  if (ceiling === undefined) return;
  if (stressed !== undefined && stressed > ceiling) {
    report(
      ['leverageCeilingStressed'],
      `is ${stressed} while leverageCeiling is ${ceiling}`,
      'must be at most leverageCeiling: stress never allows more',
    );
  }
  const traded = contents['septet.yaml']?.symbols ?? [];
  const own = strategy.symbols === 'all' ? traded : (strategy.symbols ?? []);
  for (const symbol of own) {
    const most = symbol && contents['venue.yaml']?.instruments?.[symbol]?.maxLeverage;
    if (!most || ceiling <= most) continue;
    report(
      ['leverageCeiling'],
      `is ${ceiling}`,
      `must be at most ${most}, what the venue allows on ${symbol}`,
    );
  }
};

const basket: Check = (strategy, report, contents) => {
  const name = strategy.implementation;
  if (name === undefined || !isImplementation(name) || !strategy.enabled) return;
  if (!strategyCatalog[name].usesBasket) return;
  const traded = contents['septet.yaml']?.symbols?.map((symbol) => symbol?.split('/')[0]);
  if (traded === undefined) return;
  for (const asset of contents['risk.yaml']?.correlation?.alignmentAssets ?? []) {
    if (asset === undefined || traded.includes(asset)) continue;
    report(
      ['implementation'],
      `${name} compares with the basket of correlation.alignmentAssets, and ${asset} is not traded`,
      `add the symbol of ${asset} to symbols of septet.yaml, take ${asset} out of the basket, or disable the strategy`,
    );
  }
};

const CHECKS: readonly Check[] = [
  references,
  implementation,
  missingParameters,
  exits,
  ceilings,
  basket,
];

/** Pseudo-strategy of positions nobody here opened. */
const RESERVED = 'EXTERNAL';

export const strategies: Rule = (contents, report) => {
  const all = entriesOf(contents['strategies.yaml']?.strategies);
  for (const [id, strategy] of all) {
    const at = (path: readonly (string | number)[]): Pick<Finding, 'file' | 'path'> => ({
      file: 'strategies.yaml',
      path: ['strategies', id, ...path],
    });
    if (id === RESERVED) {
      report({
        ...at([]),
        onKey: true,
        message: `${RESERVED} is the name of positions that nobody here opened`,
        remedy: 'rename the strategy',
      });
    }
    for (const check of CHECKS) {
      check(
        strategy,
        (path, message, remedy) => {
          const onKey = message.endsWith('no such parameter');
          report({ ...at(path), onKey, message, remedy });
        },
        contents,
      );
    }
  }
  if (contents['strategies.yaml']?.strategies === undefined) return;
  if (all.every(([, strategy]) => strategy.enabled === false)) {
    report({
      file: 'strategies.yaml',
      path: ['strategies'],
      onKey: true,
      message: 'no strategy is enabled',
      remedy: 'enable at least one',
    });
  }
};

export const riskyStrategies: Rule = (contents, report) => {
  const known = keysOf(contents['strategies.yaml']?.strategies);
  if (known === undefined) return;
  for (const [index, id] of (contents['risk.yaml']?.breakers?.riskyStrategies ?? []).entries()) {
    if (id === undefined || known.includes(id)) continue;
    report({
      file: 'risk.yaml',
      path: ['breakers', 'riskyStrategies', index],
      message: `there is no strategy ${id}`,
      remedy: unknownName(id, known),
    });
  }
};
