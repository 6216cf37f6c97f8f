import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, formatDecimal, ZERO } from '../domain/decimal.ts';
import type { Side } from '../domain/market.ts';
import type { OrderAction } from '../domain/venue.ts';
import {
  averagePrice,
  bookFill,
  type Holding,
  notionalOf,
  proRata,
  realisedBy,
  untilZero,
} from './accounting.ts';

const amount = (max: bigint) => fc.bigInt({ min: 1n, max }).map((v) => v as Decimal);

describe('cost-basis accounting', () => {
  it.each([
    ['long', '110', '10'],
    ['short', '110', '-10'],
    ['short', '90', '10'],
  ] as const)('a %s opened at 100 and closed at %s realises %s', (side, price, pnl) => {
    const holding: Holding = { quantity: ZERO, cost: ZERO };
    bookFill(holding, side, 'open', decimal('1'), decimal('100'), ZERO);
    const realised = realisedBy(holding, side, 'reduce', decimal('1'), decimal(price));
    expect(formatDecimal(realised)).toBe(pnl);
    bookFill(holding, side, 'reduce', decimal('1'), decimal(price), realised);
    expect(holding).toEqual({ quantity: ZERO, cost: ZERO });
  });

  it('a reduction told before its opening nets to the same profit', () => {
    const holding: Holding = { quantity: ZERO, cost: ZERO };
    bookFill(holding, 'long', 'reduce', decimal('2'), decimal('105'), ZERO);
    expect(formatDecimal(averagePrice(holding))).toBe('105');
    const realised = realisedBy(holding, 'long', 'open', decimal('2'), decimal('100'));
    expect(formatDecimal(realised)).toBe('10');
  });

  it('realised PnL adds up to the cash flow exactly, whatever the fills and their order', () => {
    const fill = fc.record({
      action: fc.constantFrom<OrderAction>('open', 'reduce'),
      quantity: amount(10n ** 11n),
      price: amount(10n ** 13n),
    });
    const fills = fc.array(fill, { maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom<Side>('long', 'short'), fills, (side, list) => {
        const holding: Holding = { quantity: ZERO, cost: ZERO };
        let cash = 0n;
        let realised = 0n;
        for (const { action, quantity, price } of list) {
          let left = quantity;
          while (left > 0n) {
            const piece = untilZero(holding, action, left);
            const pnl = realisedBy(holding, side, action, piece, price);
            bookFill(holding, side, action, piece, price, pnl);
            cash += (action === 'open' ? -1n : 1n) * notionalOf(piece, price);
            realised += pnl;
            left = (left - piece) as Decimal;
          }
        }
        const sign = side === 'long' ? 1n : -1n;
        expect(realised).toBe(sign * (cash + holding.cost));
        if (holding.quantity === 0n) expect(holding.cost).toBe(0n);
      }),
    );
  });
});

describe('pro-rata shares', () => {
  it('add up exactly, keep to the step, and never take more than a holder has', () => {
    const weights = fc.array(amount(10n ** 6n), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10n ** 6n }), (lots, part) => {
        const step = 100n as Decimal;
        const held = lots.map((lot) => (lot * step) as Decimal);
        const sum = held.reduce((a, b) => a + b, 0n);
        const total = (((sum * part) / 10n ** 6n / step) * step) as Decimal;
        const shares = proRata(total, held, step);
        expect(shares.reduce((a, b) => a + b, 0n)).toBe(total);
        shares.forEach((share, i) => {
          expect(share >= 0n && share <= held[i]! && share % step === 0n).toBe(true);
        });
      }),
    );
  });

  it.each([
    ['-0.01', ['1', '1', '1'], ['-0.00333334', '-0.00333333', '-0.00333333']],
    ['1', ['0.3', '0.7'], ['0.3', '0.7']],
    ['0.00000001', ['1', '2'], ['0', '0.00000001']],
  ])('of %s over %j are %j: the rest goes to the largest', (total, weights, shares) => {
    expect(proRata(decimal(total), weights.map(decimal)).map(formatDecimal)).toEqual(shares);
  });
});
