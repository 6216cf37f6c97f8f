import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../tests/support/kernel-config.ts';
import { Scenario } from '../../tests/support/kernel-scenario.ts';
import { canonicalText, exactText, parseText } from './basis/canonical-text.ts';
import {
  loadKernel,
  SNAPSHOT_SCHEMA,
  SnapshotRefused,
  saveKernel,
  stateTexts,
} from './snapshot.ts';

describe('snapshots', () => {
  it('AUD-2 hold every module, and what is loaded equals what was saved', () => {
    const scenario = Scenario.ready();
    scenario.decide();
    scenario.close('operator_halt');
    const loaded = loadKernel(scenario.config, saveKernel(scenario.state));
    expect(stateTexts(loaded)).toEqual(stateTexts(scenario.state));
    expect(saveKernel(loaded)).toBe(saveKernel(scenario.state));
    expect(loaded.holdings.occupied).toEqual(scenario.state.holdings.occupied);
  });

  const refused = [
    {
      name: 'another configuration version',
      text: saveKernel(Scenario.ready().state),
      words: 'belongs to configuration test-1, in force is test-2',
    },
    {
      name: 'another schema',
      text: '{"schema":"septet.kernel-snapshot/0"}',
      words: `this build reads ${SNAPSHOT_SCHEMA}`,
    },
    { name: 'no JSON', text: '{"schema":', words: 'not readable' },
    {
      name: 'no modules',
      text: JSON.stringify({ schema: SNAPSHOT_SCHEMA, config: 'test-2' }),
      words: 'no modules',
    },
    {
      name: 'a missing module',
      text: JSON.stringify({ schema: SNAPSHOT_SCHEMA, config: 'test-2', modules: {} }),
      words: 'lacks module core',
    },
  ];
  it.each(refused)('OPS-7 refuses $name with words', ({ text, words }) => {
    const load = () => loadKernel(kernelConfig({ version: 'test-2' }), text);
    expect(load).toThrow(SnapshotRefused);
    expect(load).toThrow(words);
  });

  it('OPS-7 a change of what is saved comes with a new schema, so that no old snapshot is misread', () => {
    // When this fails: raise SNAPSHOT_SCHEMA, then pin the new fields here.
    const saved = parseText(saveKernel(Scenario.ready().state)) as { modules: object };
    const fields = Object.entries(saved.modules).map(
      ([name, part]) => `${name}: ${Object.keys(part as object).join(' ')}`,
    );
    expect([SNAPSHOT_SCHEMA, ...fields]).toMatchInlineSnapshot(`
      [
        "septet.kernel-snapshot/2",
        "core: now writer decision strictness riskState nextDay playbookFrom",
        "allocation: enabled weights bucketWeights dayCapital bucketDayCapital returns bucketReturns closedTrades dayActive buckets strategies cash",
        "equity: lastAt heardAt quality equity wallet transfers index baseEquity baseIndex dayStartAt dayIndex dayEquity dayWallet goodRun head peakTimes peakIndexes peakWallets peakEquities",
        "reading: index pnl drawdown realisedPnl realisedDrawdown peak peakAt",
        "daily: softArmed hardTripped softDoubtful hardDoubtful",
        "drawdown: warning frozen fireLevel recovering resumeIndex nonNegativeSince warningDoubtful breakerDoubtful",
        "lossStreak: losses",
        "regime: regime measured z lastOpenTime previousClose seeded atr values aboveHigh belowHigh belowExtreme",
        "holdings: positions entries exposure openTrades symbols",
        "market: bookAt marks bids asks funding unalerted",
        "alignment: votedAt votedLong long short perAsset assetsWithVotes queue",
        "edges: 0 1 2 3 4 5 6",
        "strategyPnl: hourEnd last atHour atDay hours mean pairs",
        "hourlyCloses: openTimes closes",
        "cluster: active joint levelOne guard since belowSince contestEndsAt contenders lastAdmittedAt",
        "guards: entryTimes entryNext lastSymbol lastLong lastLots lastTicks inARow failures",
        "closures: epoch all",
        "overCap: calm",
        "profile: current launched ceilings",
        "rates: rejected timeouts fills slippage",
        "slippage: runs pending dueAt",
        "signalIds: current previous",
        "counters: allowed refused rejectedInputs byReason byRejection",
      ]
    `);
  });

  it('canonical text keeps every number and container', () => {
    const value = {
      b: [Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1 + 0.2, undefined],
      a: new Map<unknown, unknown>([['x', new Set([1, 2])]]),
      $: 'tag',
    };
    expect(parseText(exactText(value))).toEqual(value);
    expect(canonicalText({ b: 1, a: 2 })).toBe(canonicalText({ a: 2, b: 1 }));
  });
});
