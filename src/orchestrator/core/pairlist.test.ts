import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig } from '../../../tests/support/kernel-config.ts';
import { bucketId } from '../../domain/ids.ts';
import type { PairlistExclusion } from '../../domain/market.ts';
import type { OrchestratorInput } from '../messages.ts';
import { replay } from '../record/replay.ts';
import { entries, Rig, reasons } from '../testing/rig.ts';
import { kernelFactory } from './kernel-factory.ts';

const thin = (symbol: PairlistExclusion['symbol'], bucket: string | null): PairlistExclusion => ({
  symbol,
  bucket: bucket === null ? null : bucketId(bucket),
  reason: 'volume',
  text: 'turnover of 24 h 10 USDT, at least 1000',
});
const list = (rig: Rig, ...excluded: readonly PairlistExclusion[]): OrchestratorInput => ({
  kind: 'pairlist',
  excluded,
  at: rig.now,
});
const ofPairlist = (rig: Rig): readonly string[] =>
  rig.closures().filter((id) => id.startsWith('not_in_pairlist'));
const bucketOf = (strategy: string): string =>
  kernelConfig().strategies.find(({ id }) => id === strategy)!.bucket;

describe('the list of tradable symbols', () => {
  it('closes entries of the bucket whose limits a symbol breaks, and nothing else', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(list(rig, thin(BTC, bucketOf('S3'))));
    expect(ofPairlist(rig)).toContain(`not_in_pairlist:S3:${BTC}`);
    const refused = rig.step(rig.signal('S3', BTC));
    expect(entries(refused)).toEqual([]);
    expect(reasons(refused)).toContain('CLOSED_NOT_IN_PAIRLIST');
    expect(entries(rig.step(rig.signal('S3', ETH)))).toHaveLength(1);
  });

  it('a symbol the market does not offer is closed for everybody, with the reason in words', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(list(rig, thin(ETH, null)));
    expect(ofPairlist(rig)).toEqual([`not_in_pairlist:*:${ETH}`]);
    const closure = rig.status().closures.find(({ cause }) => cause === 'not_in_pairlist')!;
    expect(closure.reason).toContain('turnover of 24 h 10 USDT, at least 1000');
  });

  it('is told in full each time: what it no longer names opens, and once is enough', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(list(rig, thin(BTC, null), thin(ETH, null)));
    const told = () =>
      [...rig.journal.read()].filter(({ type }) => type === 'input.pairlist').length;
    rig.step(list(rig, thin(BTC, null), thin(ETH, null)));
    expect(told()).toBe(1);
    rig.step(list(rig, thin(ETH, null)));
    expect(ofPairlist(rig)).toEqual([`not_in_pairlist:*:${ETH}`]);
    rig.step(list(rig));
    expect(ofPairlist(rig)).toEqual([]);
    expect(told()).toBe(3);
  });

  it('stays closed over a restart until a list says otherwise, and replays to the same state', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(list(rig, thin(BTC, bucketOf('S3'))));
    rig.restart();
    expect(ofPairlist(rig)).toContain(`not_in_pairlist:S3:${BTC}`);
    rig.give(list(rig));
    expect(ofPairlist(rig)).toEqual([]);
    rig.orchestrator.checkpoint(rig.now);
    expect(replay(rig.journal.read(), { kernel: kernelFactory })).toMatchObject({ ok: true });
  });

  it('what is no list is refused, and changes nothing', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(list(rig, thin(BTC, null)));
    rig.step({ kind: 'pairlist', excluded: [{}] as never, at: rig.now });
    expect(ofPairlist(rig)).toEqual([`not_in_pairlist:*:${BTC}`]);
  });
});
