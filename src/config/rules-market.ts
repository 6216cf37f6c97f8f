/** Checks of meaning: market, venue, and what the kernel takes from them (requirement PRE-2). */
import { floorTo, parseDecimal } from '../domain/decimal.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { entriesOf, keysOf, type Rule } from './findings.ts';
import { unknownName } from './rules-portfolio.ts';

/** The generator draws prices in steps of this length; a price step is a whole number of them. */
const SUBSTEP_MS = 5 * SECOND_MS;

/** Alignment assets exist, and the assets with votes can be reached. */
export const alignment: Rule = (contents, report) => {
  const correlation = contents['risk.yaml']?.correlation;
  const assets = correlation?.alignmentAssets;
  if (assets === undefined) return;
  const known = keysOf(contents['venue.yaml']?.instruments)?.map((symbol) => symbol.split('/')[0]!);
  for (const [index, asset] of assets.entries()) {
    if (asset === undefined) continue;
    const place = { file: 'risk.yaml', path: ['correlation', 'alignmentAssets', index] } as const;
    if (assets.indexOf(asset) !== index) {
      report({ ...place, message: `${asset} stands twice`, remedy: 'remove one of them' });
    }
    if (known && !known.includes(asset)) {
      report({
        ...place,
        message: `no symbol of venue.yaml has the asset ${asset}`,
        remedy: unknownName(asset, known),
      });
    }
  }
  const least = correlation?.minAssetsWithVotes;
  if (least !== undefined && least > assets.length) {
    report({
      file: 'risk.yaml',
      path: ['correlation', 'minAssetsWithVotes'],
      message: `is ${least} while there are ${assets.length} alignment assets`,
      remedy: 'must be at most their number: alignment would never be defined',
    });
  }
};

/** The regime needs hourly candles of its symbol, and only traded symbols have candles. */
export const regimeSymbol: Rule = (contents, report) => {
  const symbol = contents['risk.yaml']?.breakers?.volatility?.symbol;
  const traded = contents['septet.yaml']?.symbols?.filter((item) => item !== undefined);
  if (symbol === undefined || traded === undefined || traded.includes(symbol)) return;
  report({
    file: 'risk.yaml',
    path: ['breakers', 'volatility', 'symbol'],
    message: `${symbol} is not a symbol of the portfolio, so the regime could never be measured`,
    remedy: unknownName(symbol, traded),
  });
};

export const market: Rule = (contents, report) => {
  const config = contents['market.yaml'];
  if (config === undefined) return;
  const generated = keysOf(config.assets);
  for (const symbol of contents['septet.yaml']?.symbols ?? []) {
    if (symbol === undefined || generated === undefined || generated.includes(symbol)) continue;
    report({
      file: 'market.yaml',
      path: ['assets'],
      onKey: true,
      message: `${symbol} is a symbol of the portfolio and has no asset here`,
      remedy: `add assets.${symbol}`,
    });
  }
  if (config.regimes !== undefined && Object.keys(config.regimes).length === 0) {
    report({
      file: 'market.yaml',
      path: ['regimes'],
      message: 'has no regime',
      remedy: 'define at least one',
    });
  }
  const { stepLength, startsAt } = config;
  if (stepLength !== undefined && (MINUTE_MS % stepLength !== 0 || stepLength % SUBSTEP_MS !== 0)) {
    report({
      file: 'market.yaml',
      path: ['stepLength'],
      message: `the market cannot be made in steps of ${stepLength} ms`,
      remedy: 'take 5s, 10s, 15s, 20s, 30s or 60s',
    });
  }
  if (startsAt !== undefined && startsAt % HOUR_MS !== 0) {
    report({
      file: 'market.yaml',
      path: ['startsAt'],
      message: 'is not a whole hour',
      remedy: 'begin at a whole hour UTC, so that the history ends with whole candles',
    });
  }
};

const QUANTITIES = ['minQuantity', 'maxQuantity'] as const;

export const instruments: Rule = (contents, report) => {
  for (const [symbol, instrument] of entriesOf(contents['venue.yaml']?.instruments)) {
    const at = (key: string) =>
      ({ file: 'venue.yaml', path: ['instruments', symbol, key] }) as const;
    const lot = instrument.lotSize === undefined ? undefined : parseDecimal(instrument.lotSize);
    for (const key of QUANTITIES) {
      const text = instrument[key];
      const quantity = text === undefined ? undefined : parseDecimal(text);
      if (quantity === undefined || !lot || floorTo(quantity, lot) === quantity) continue;
      report({
        ...at(key),
        message: `${text} is not a multiple of lotSize, ${instrument.lotSize}`,
        remedy: 'must be a multiple of lotSize',
      });
    }
    const [low, high] = QUANTITIES.map((key) => parseDecimal(instrument[key] ?? ''));
    if (low !== undefined && high !== undefined && low > high) {
      report({
        ...at('minQuantity'),
        message: `is ${instrument.minQuantity} while maxQuantity is ${instrument.maxQuantity}`,
        remedy: 'must be at most maxQuantity',
      });
    }
  }
};
