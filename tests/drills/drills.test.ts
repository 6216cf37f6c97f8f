/** Every drill that comes with Septet, as `septet drill --all` runs them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_FOLDER } from '../../src/config/testing/config-folder.ts';
import { scenarioFiles } from '../../src/drills/catalog.ts';
import { drillSchemaTexts } from '../../src/drills/json-schema.ts';
import { Preparer } from '../../src/drills/prepare.ts';
import { type DrillRun, runDrill } from '../../src/drills/run-drill.ts';

const FOLDER = join(DEFAULT_FOLDER, '..', 'scenarios');
const FILES = scenarioFiles([FOLDER]);
const preparer = new Preparer(DEFAULT_FOLDER, 'test');
const tried = new Set<string>();

function prepared(name: string): DrillRun {
  const file = FILES.find((each) => each.name === name);
  if (file === undefined) throw new Error(`there is no drill "${name}"`);
  const result = preparer.prepare(file.path);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.run;
}

/** What was not met, each with what there was instead. */
function missed(run: DrillRun): readonly string[] {
  return runDrill(run)
    .expectations.filter(({ passed }) => !passed)
    .map(({ that, found }) => `${that}: ${found}`);
}

function passes(name: string): void {
  tried.add(name);
  expect(missed(prepared(name))).toEqual([]);
}

describe('drills', { timeout: 120_000 }, () => {
  it('CHG-3 DRILL: an override that ends by itself', () => {
    passes('override');
  });

  it('HALT-1 EXIT-1 WF-7: halts from everywhere, with exits going on', () => {
    passes('halt-everywhere');
  });
  it('EXIT-1 HALT-1 LAU-3 LAU-6 WF-2: the orchestrator dies, and its lease runs out', () => {
    passes('lease-lost');
  });
  it('EXIT-1 LAU-6 AUD-2: the orchestrator crashes again and again', () => {
    passes('crash-loop');
  });
  it('RB-T1 RB-3 EXIT-1: a bad configuration is found and taken back', () => {
    passes('bad-config');
  });
  it('OPS-6 EXIT-1 LAU-6: the host is rebooted with positions open', () => {
    passes('reboot');
  });
  it('OPS-7 HALT-1 EXIT-1 LAU-5: the program is replaced while positions are open', () => {
    passes('upgrade');
  });
  it('EXIT-1 LAU-0: the executor dies while positions are open', () => {
    passes('executor-restart');
  });
  it('EXIT-1 ACC-2: the feed dies', () => {
    passes('feed-lost');
  });
  it('ACC-2 EXIT-1 LAU-1: prices stop coming, for one symbol and then for all', () => {
    passes('stale-data');
  });
  it('OPS-5 EXIT-1: a contract is taken off the list, another gets a coarser step', () => {
    passes('delisting');
  });
  it('PRE-3 LAU-6 EXIT-1: the clock drifts beyond a second', () => {
    passes('clock-drift');
  });
  it('MON-4 LAU-5 EXIT-1: a volatility shock closes S2 and S7', () => {
    passes('volatility-shock');
  });
  it('ALR-3 EXIT-1: losses in a row freeze entries and step the profile down', () => {
    passes('loss-streak');
  });
  it('ALR-1 INC-1 PB-A WF-1 WF-2 WF-3 WF-7 WF-8 EXIT-1: the hard daily loss, and the day after', () => {
    passes('hard-daily-loss');
  });
  it('ALR-2 INC-2 PB-B WF-2 WF-7: the drawdown breaker fires, is resumed and recovers', () => {
    passes('drawdown-breaker');
  });
  it('PB-C INC-2 WF-7: a correlation cluster of BTC, ETH and SOL that persists', () => {
    passes('cluster-event');
  });
  it('ALR-5 INC-2 INC-3 PB-D WF-2 WF-7: slippage beyond its limit on two symbols', () => {
    passes('slippage-spike');
  });
  it('INC-3 PB-D: a moderate increase of timeouts', () => {
    passes('timeouts-moderate');
  });
  it('ALR-4 PB-D WF-2 WF-7: timeouts beyond 8 %', () => {
    passes('timeouts-high');
  });
  it('INC-1 WF-2 EXIT-1: exits of a position keep failing', () => {
    passes('failed-exits');
  });
  it('INC-1 WF-2 EXIT-1: a position is without its stop', () => {
    passes('missing-stop');
  });
  it('INC-1 OPS-2 WF-2 EXIT-1: a position grows without a decision', () => {
    passes('runaway-exposure');
  });
  it('INC-1 WF-2 WF-3 WF-7 EXIT-1: the venue does not answer while a position is open', () => {
    passes('api-outage');
  });
  it('ALR-6 INC-3: funding data are missing for more than two hours', () => {
    passes('funding-outage');
  });
});

describe('the drills as a whole', () => {
  it('DRILL every scenario is run here', () => {
    expect(FILES.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it('DRILL every scenario fits the schema for editors, and an unknown key does not', () => {
    const text = drillSchemaTexts()['scenario.schema.json'] ?? '';
    const validate = new Ajv({ allowUnionTypes: true, strict: false }).compile(JSON.parse(text));
    for (const { name, path } of FILES) {
      const value = parse(readFileSync(path, 'utf8')) as object;
      expect(validate(value), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(validate({ ...value, surprise: 1 }), name).toBe(false);
    }
  });
});

describe('a drill notices when a safeguard is gone', { timeout: 120_000 }, () => {
  const withBreakers = (run: DrillRun, change: object): DrillRun => {
    const { kernel } = run.config;
    const breakers = { ...kernel.breakers, ...change };
    return { ...run, config: { ...run.config, kernel: { ...kernel, breakers } } };
  };

  it('DRILL: without the freeze after a losing streak, the drill of it fails', () => {
    const run = prepared('loss-streak');
    const { lossStreak } = run.config.kernel.breakers;
    const tampered = withBreakers(run, { lossStreak: { ...lossStreak, criticalFreeze: 60_000 } });
    expect(missed(tampered).join('\n')).toContain('six losses freeze entries for 90 minutes');
  });

  it('DRILL: without the closing of S2 and S7, the drill of the volatility shock fails', () => {
    const tampered = withBreakers(prepared('volatility-shock'), { riskyStrategies: [] });
    expect(missed(tampered).join('\n')).toContain('S2 and S7 are closed at once');
  });
});
