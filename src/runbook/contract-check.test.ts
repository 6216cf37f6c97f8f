import { describe, expect, it } from 'vitest';
import { symbolId } from '../domain/ids.ts';
import type { ContractFilters } from '../domain/venue.ts';
import { contractDifferences } from './contract-check.ts';

const BTC: ContractFilters = {
  symbol: symbolId('BTC/USDT:USDT'),
  tickSize: '0.1',
  lotSize: '0.001',
  minQuantity: '0.001',
  maxQuantity: '1000',
  minNotional: '100',
};
const differences = (venue: Partial<ContractFilters>) =>
  contractDifferences([BTC], [{ ...BTC, ...venue }]);

describe('configured contract data', () => {
  it('PRE-1 fit a venue of the same filters, written however, and of finer or wider ones', () => {
    expect(differences({})).toEqual([]);
    expect(differences({ tickSize: '0.10', minNotional: '100.00000000' })).toEqual([]);
    expect(differences({ tickSize: '0.05', lotSize: '0.0001', minQuantity: '0.0001' })).toEqual([]);
    expect(differences({ maxQuantity: '5000', minNotional: '5' })).toEqual([]);
  });

  it.each<[string, Partial<ContractFilters>, string]>([
    ['a coarser price step', { tickSize: '0.5' }, 'tickSize 0.1 does not fit its 0.5'],
    ['a price step that does not divide', { tickSize: '0.03' }, 'tickSize 0.1'],
    ['coarser lots', { lotSize: '0.01' }, 'lotSize 0.001 does not fit its 0.01'],
    ['a larger smallest order', { minQuantity: '0.002' }, 'minQuantity 0.001'],
    ['a smaller largest order', { maxQuantity: '120' }, 'maxQuantity 1000 does not fit its 120'],
    ['a larger smallest notional', { minNotional: '200' }, 'minNotional 100'],
    ['a step of nothing', { lotSize: '0' }, 'lotSize 0.001 does not fit its 0'],
  ])('PRE-1 do not fit a venue with %s', (_name, venue, words) => {
    expect(differences(venue)).toEqual([expect.stringContaining(words)]);
  });

  it('PRE-1 all differences come out at once; a symbol that is not listed is named elsewhere', () => {
    expect(differences({ tickSize: '1', lotSize: '1' })).toHaveLength(2);
    expect(contractDifferences([BTC], [])).toEqual([]);
  });
});
