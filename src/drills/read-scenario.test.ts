import { describe, expect, it } from 'vitest';
import { formatConfigErrors } from '../config/errors.ts';
import { readScenario } from './read-scenario.ts';
import { KNOWN, SMALL } from './testing/scenario-text.ts';

const errorsOf = (text: string): readonly string[] => {
  const read = readScenario('mine.yaml', text, KNOWN);
  return read.ok ? [] : formatConfigErrors(read.errors);
};

describe('a scenario file', () => {
  it('is read with its steps, instants and demands', () => {
    const read = readScenario('scenarios/mine.yaml', SMALL, KNOWN);
    expect(read.ok && read.scenario).toMatchObject({
      name: 'mine',
      seed: 5,
      rehearses: ['HALT-1'],
    });
    expect(read.ok && read.scenario.steps.map(({ act }) => act.do)).toEqual([
      'enter',
      'command',
      'enter',
      'exit',
    ]);
  });

  it('DRILL a version with other limits is named as an override names them, for the orchestrator alone', () => {
    const starts = (process: string, limits: string) =>
      errorsOf(
        SMALL.replace(
          '- { at: 7m, do: halt }',
          `- { at: 7m, do: halt }\n  - { at: 6m, do: start, process: ${process}, limits: { ${limits} } }`,
        ),
      );
    expect(starts('orchestrator', "known: '1'")).toEqual([]);
    expect(starts('orchestrator', "other: '1'")).toEqual([
      expect.stringContaining('steps[2].limits.other: no limit other; write it as septet override'),
    ]);
    expect(starts('feed', "known: '1'")).toEqual([
      expect.stringContaining('means nothing to the feed; only the orchestrator has limits'),
    ]);
    expect(starts('orchestrator', 'known: 1')).toEqual([
      expect.stringContaining('expected a value in quotes'),
    ]);
  });

  it('DRILL with several mistakes is refused with all of them, by line, and what would be right', () => {
    const broken = SMALL.replace('length: 12m', 'lenght: 12m')
      .replace('command: halt, ok: true', 'comand: halt, ok: maybe')
      .replace('do: halt', 'do: halte')
      .replace('within: 1s', 'within: soon');
    expect(errorsOf(broken)).toEqual([
      'mine.yaml:5:1 market.length: is missing; add it: How long the drill lasts, market time',
      'mine.yaml:6:3 market.lenght: unknown key; did you mean length?',
      expect.stringContaining('mine.yaml:9:53 instants.halted.sees.ok: expected true or false'),
      'mine.yaml:9:35 instants.halted.sees.comand: unknown key; did you mean command?',
      expect.stringContaining('mine.yaml:12:19 steps[1].do: expected one of enter, exit, halt'),
      'mine.yaml:20:13 expect[0].within: "soon" is not a duration; write it as 500ms, 90s, 15m, 2h or 30d',
    ]);
  });

  it('DRILL that names what is not there is refused, each with the nearest name', () => {
    const broken = SMALL.replace('strategy: S3, symbol', 'strategy: S33, symbol')
      .replace("'BTC/USDT:USDT'", "'BTD/USDT:USDT'")
      .replace('at: halted + 1m', 'at: haltd + 1m')
      .replace('    from: halted\n    never', '    from: halt\n    never');
    expect(errorsOf(broken)).toEqual([
      'mine.yaml:11:36 steps[0].strategy: there is no "S33"; did you mean S3?',
      'mine.yaml:13:56 steps[2].symbol: there is no "BTD/USDT:USDT"; did you mean BTC/USDT:USDT?',
      'mine.yaml:13:11 steps[2].at: there is no instant "haltd" before it; did you mean halted?',
      'mine.yaml:23:11 expect[1].from: there is no instant "halt" before it; choose of halted',
    ]);
  });

  it('DRILL whose demands claim nothing, or two things, is refused', () => {
    const two = SMALL.replace('within: 1s', 'never: { event: fill }');
    expect(errorsOf(two)).toEqual([
      'mine.yaml:16:5 expect[0]: claims never and becomes; give exactly one of happens, never, becomes, stays',
    ]);
    const wrong = SMALL.replace('within: 1s', 'except: 1s');
    expect(errorsOf(wrong)).toEqual([
      'mine.yaml:20:13 expect[0].except: means nothing beside becomes; it belongs to stays',
    ]);
    const none = `${SMALL.slice(0, SMALL.indexOf('expect:'))}expect: []\n`;
    expect(errorsOf(none)).toEqual([
      'mine.yaml:15:9 expect: is empty; say what the runbook demands',
    ]);
  });

  it('DRILL with faults, moves and times that make no sense is refused', () => {
    const broken = SMALL.replace(
      '  historyHours: 200\n',
      "  startsAt: 2025-01-06T09:30:00Z\n  moves:\n    - { from: 5m, until: 4m }\nfaults:\n  - { kind: clock, from: 1m }\n  - { kind: market_data, how: stale, symbols: ['XRP/USDT:USDT'] }\n",
    ).replace('do: halt }', 'do: halt, times: 3 }');
    expect(errorsOf(broken).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'faults[0].kind: says nothing; give either ahead or behind',
      'faults[1].symbols[0]: there is no XRP/USDT:USDT here; choose of BTC/USDT:USDT, ETH/USDT:USDT, SOL/USDT:USDT',
      'market.startsAt: is not a whole hour; write it like 2025-01-06T09:00:00Z',
      'market.moves[0].until: is 4m; must be after from: 5m',
      'market.moves[0]: changes nothing; give jump, drift, volatility, spread, depth, fundingLost or slipBps',
      'steps[1].times: is 3; say every how long, like every: 30s',
    ]);
  });

  it('that is no YAML says where', () => {
    expect(errorsOf('title: [')[0]).toContain('mine.yaml:1:9');
    expect(errorsOf('')[0]).toContain('mine.yaml:1:1');
  });
});
