/** Account, positions, settings, income, and the key of the user-data stream. */
import { marketIdOf } from '../domain/ids.ts';
import type { Instrument } from '../domain/market.ts';
import { VENUE_ERRORS } from '../venues/binance/errors.ts';
import { inPeriod, type Parameters } from '../venues/binance/parameters.ts';
import {
  type AccountFigures,
  accountJson,
  balanceJson,
  positionRiskJson,
} from '../venues/binance/render-account.ts';
import { INCOME_TYPES, incomeOf } from '../venues/binance/render-income.ts';
import type { Desk } from './desk.ts';
import { type Route, signed } from './route.ts';
import { NOTIONAL_CAP } from './settings-routes.ts';

function figuresOf({ exchange, userData, symbols }: Desk): AccountFigures {
  const offered = new Set(symbols.symbols);
  return {
    ...exchange.books(),
    sides: exchange.sides().filter((side) => offered.has(side.symbol)),
    updatedAt: userData.updatedAt,
    sideUpdatedAt: (symbol, side) => userData.sideUpdatedAt(symbol, side),
  };
}

/** The instruments of a request: that of its symbol, or all. */
function instrumentsOf(desk: Desk, parameters: Parameters): readonly Instrument[] {
  const symbol = desk.symbols.optional(parameters);
  return desk.exchange.instruments.filter((instrument) =>
    symbol === undefined
      ? desk.symbols.symbols.includes(instrument.symbol)
      : instrument.symbol === symbol,
  );
}

const leverageOf = (desk: Desk, instrument: Instrument): number =>
  desk.exchange.sides().find((side) => side.symbol === instrument.symbol)?.leverage ?? 1;

function leverageBracket(desk: Desk, parameters: Parameters): unknown {
  return instrumentsOf(desk, parameters).map((instrument) => ({
    symbol: marketIdOf(instrument.symbol),
    brackets: [
      {
        bracket: 1,
        initialLeverage: instrument.maxLeverage,
        notionalCap: NOTIONAL_CAP,
        notionalFloor: 0,
        maintMarginRatio: Number(instrument.maintenanceMarginRate),
        cum: 0,
      },
    ],
  }));
}

function symbolConfig(desk: Desk, parameters: Parameters): unknown {
  return instrumentsOf(desk, parameters).map((instrument) => ({
    symbol: marketIdOf(instrument.symbol),
    marginType: desk.exchange.isCrossed(instrument.symbol) ? 'CROSSED' : 'ISOLATED',
    isAutoAddMargin: false,
    leverage: leverageOf(desk, instrument),
    maxNotionalValue: String(NOTIONAL_CAP),
  }));
}

function commissionRate(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const instrument = desk.exchange.instruments.find((each) => each.symbol === symbol)!;
  return {
    symbol: marketIdOf(symbol),
    makerCommissionRate: instrument.makerFee,
    takerCommissionRate: instrument.takerFee,
  };
}

const accountConfig = (desk: Desk): unknown => ({
  feeTier: 0,
  canTrade: desk.permissions.canTradeFutures,
  canDeposit: false,
  canWithdraw: false,
  dualSidePosition: !desk.exchange.oneWay,
  updateTime: desk.userData.updatedAt,
  multiAssetsMargin: false,
  tradeGroupId: -1,
});

function income(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.optional(parameters);
  const type = parameters.text('incomeType');
  if (type !== undefined && !(INCOME_TYPES as readonly string[]).includes(type)) {
    throw VENUE_ERRORS.invalid('incomeType');
  }
  const limit = parameters.limit(100, 1_000);
  const entries = desk.exchange
    .walletEvents(0)
    .flatMap(incomeOf)
    .filter((entry) => symbol === undefined || entry.symbol === marketIdOf(symbol))
    .filter((entry) => entry.incomeType === (type ?? entry.incomeType));
  return inPeriod(entries, (entry) => entry.time, parameters.period(), limit);
}

const withKey = (method: Route['method'], answer: Route['answer']): Route => ({
  ...{ method, path: '/fapi/v1/listenKey', security: 'key', weight: 1, answer },
});

const account =
  (version: 2 | 3): Route['answer'] =>
  (desk) =>
    accountJson(figuresOf(desk), version);
const positions =
  (version: 2 | 3): Route['answer'] =>
  (desk, parameters) =>
    positionRiskJson(figuresOf(desk), desk.symbols.optional(parameters), version);
const balance: Route['answer'] = (desk) => balanceJson(figuresOf(desk));

export const ACCOUNT_ROUTES: readonly Route[] = [
  signed('GET', 'v2/account', 5, account(2)),
  signed('GET', 'v3/account', 5, account(3)),
  signed('GET', 'v2/balance', 5, balance),
  signed('GET', 'v3/balance', 5, balance),
  signed('GET', 'v2/positionRisk', 5, positions(2)),
  signed('GET', 'v3/positionRisk', 5, positions(3)),
  signed('GET', 'v1/leverageBracket', 1, leverageBracket),
  signed('GET', 'v1/symbolConfig', 5, symbolConfig),
  signed('GET', 'v1/accountConfig', 5, accountConfig),
  signed('GET', 'v1/commissionRate', 20, commissionRate),
  signed('GET', 'v1/feeBurn', 30, () => ({ feeBurn: false })),
  signed('GET', 'v1/multiAssetsMargin', 30, () => ({ multiAssetsMargin: false })),
  signed('GET', 'v1/income', 30, income),
  withKey('POST', (desk) => ({ listenKey: desk.listenKeys.open(desk.wall()) })),
  withKey('PUT', (desk) => ({ listenKey: desk.listenKeys.renew(desk.wall()) })),
  withKey('DELETE', (desk) => {
    desk.listenKeys.close();
    return {};
  }),
];
