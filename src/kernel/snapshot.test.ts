import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../tests/support/kernel-config.ts';
import { only, Scenario } from '../../tests/support/kernel-scenario.ts';
import { canonicalText, exactText, parseText } from './basis/canonical-text.ts';
import { nextWake } from './kernel.ts';
import {
  loadKernel,
  SNAPSHOT_SCHEMA,
  SnapshotRefused,
  saveKernel,
  stateTexts,
} from './snapshot.ts';
import { step } from './step.ts';

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
    { name: 'JSON that is nothing', text: 'null', words: 'not readable' },
    { name: 'JSON that is a number', text: '5', words: 'not readable' },
    { name: 'JSON with a damaged table', text: '{"$":"map","of":5}', words: 'not readable' },
    {
      name: 'modules that are nothing',
      text: JSON.stringify({ schema: SNAPSHOT_SCHEMA, config: 'test-2', modules: null }),
      words: 'no modules',
    },
    {
      name: 'a module that is nothing',
      text: JSON.stringify({ schema: SNAPSHOT_SCHEMA, config: 'test-2', modules: { core: null } }),
      words: 'lacks module core',
    },
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

  it('OPS-7 refuses a snapshot that lacks any one module, by its name', () => {
    const { config, state } = Scenario.ready();
    const saved = JSON.parse(saveKernel(state)) as { modules: Record<string, unknown> };
    for (const name of Object.keys(saved.modules)) {
      const modules = Object.fromEntries(
        Object.entries(saved.modules).filter(([each]) => each !== name),
      );
      const load = () => loadKernel(config, JSON.stringify({ ...saved, modules }));
      expect(load).toThrow(`snapshot lacks module ${name}`);
    }
    expect(Object.keys(saved.modules).length).toBe(23);
  });

  it.each([
    {},
    { current: 'abc', previous: [] },
    { current: [], previous: [5] },
    { current: new Array(5_000).fill('a'), previous: [] },
  ])('OPS-7 refuses damaged signal ids with words', (signalIds) => {
    const { state } = Scenario.ready();
    const saved = JSON.parse(saveKernel(state)) as { modules: Record<string, unknown> };
    const modules = { ...saved.modules, signalIds };
    expect(() => loadKernel(state.config, JSON.stringify({ ...saved, modules }))).toThrow(
      'snapshot has no signal ids that this build could have written',
    );
  });

  it('AUD-2 the texts to be hashed name each module and say what it holds', () => {
    const scenario = Scenario.ready();
    const before = stateTexts(scenario.state);
    expect(before['overCap']).toBe('{"calm":{"$":"map","of":[]}}');
    scenario.decide();
    const after = stateTexts(scenario.state);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual([
      'core',
      'holdings',
      'alignment',
      'edges',
      'cluster',
      'guards',
      'signalIds',
      'counters',
    ]);
  });

  it('AUD-2 a loaded kernel refuses a second entry, an old id, and what is closed, like the first', () => {
    const scenario = Scenario.ready();
    scenario.decide({ id: 'once' });
    scenario.close('maintenance');
    const loaded = loadKernel(scenario.config, saveKernel(scenario.state));
    const ends = { ...scenario.state.closures.all.get('maintenance')! };
    expect([...loaded.closures.portfolio]).toEqual([ends]);
    expect(nextWake(loaded)).toBe(nextWake(scenario.state));
    const { signal } = only(scenario.outputs, 'decision')[0]!;
    const [again] = step(loaded, { kind: 'signal', at: scenario.at, signal });
    expect(again).toMatchObject({ kind: 'rejected_input', code: 'SIGNAL_DUPLICATE' });
    step(loaded, { kind: 'release', at: scenario.at, closureId: 'maintenance', by: 'desk' });
    const [refused] = step(loaded, {
      kind: 'signal',
      at: scenario.at,
      signal: { ...signal, id: 'twice' },
    });
    expect(refused).toMatchObject({ verdict: 'refused', reason: 'ALREADY_IN_POSITION' });
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
