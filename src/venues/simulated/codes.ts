/** Refusals of the simulated exchange: code and text in the manner of Binance USDT-M futures. */

export interface Rejection {
  readonly code: string;
  readonly message: string;
}

const rejection = (code: string, message: string): Rejection => ({ code, message });

export const REJECTIONS = {
  mandatory: (parameter: string) =>
    rejection('-1102', `Mandatory parameter '${parameter}' was not sent or was malformed.`),
  precision: (parameter: string) =>
    rejection('-1111', `Precision of '${parameter}' is over the maximum defined for this asset.`),
  unknownSymbol: () => rejection('-1121', 'Invalid symbol.'),
  callbackRate: () => rejection('-2007', 'Invalid callBack rate: 0.1 to 10.'),
  insufficientMargin: () => rejection('-2019', 'Margin is insufficient.'),
  wouldTrigger: () => rejection('-2021', 'Order would immediately trigger.'),
  reduceRejected: () => rejection('-2022', 'ReduceOnly Order is rejected: no position to reduce.'),
  tooManyOrders: () => rejection('-2025', 'Reach max open order limit.'),
  priceNotPositive: () => rejection('-4001', 'Price less than or equal to zero.'),
  quantityNotPositive: () => rejection('-4003', 'Quantity less than or equal to zero.'),
  quantityTooSmall: (least: string) =>
    rejection('-4004', `Quantity less than min quantity ${least}.`),
  quantityTooLarge: (most: string) =>
    rejection('-4005', `Quantity greater than max quantity ${most}.`),
  offTick: () => rejection('-4014', 'Price not increased by tick size.'),
  clientOrderId: () =>
    rejection('-4015', 'Client order id is not valid: 1 to 36 of [.A-Z:/a-z0-9_-].'),
  priceTooHigh: (most: string) => rejection('-4016', `Limit price can't be higher than ${most}.`),
  offLot: () => rejection('-4023', 'Quantity not increased by step size.'),
  priceTooLow: (least: string) => rejection('-4024', `Limit price can't be lower than ${least}.`),
  leverage: (most: number) =>
    rejection('-4028', `Leverage is not valid: a whole number from 1 to ${most}.`),
  tooManyConditional: () => rejection('-4045', 'Reach max stop order limit.'),
  sameMarginType: () => rejection('-4046', 'No need to change margin type.'),
  marginTypeWithOrders: () =>
    rejection('-4047', 'Margin type cannot be changed if there exists open orders.'),
  marginTypeWithPosition: () =>
    rejection('-4048', 'Margin type cannot be changed if there exists position.'),
  marginOfCrossed: () => rejection('-4049', 'Add margin only support for isolated position.'),
  marginNotThere: () => rejection('-4051', 'Isolated balance insufficient.'),
  marginWithoutPosition: () => rejection('-4054', 'Cannot add position margin: position is 0.'),
  marginAmount: () => rejection('-4055', 'Amount must be positive.'),
  samePositionMode: () => rejection('-4059', 'No need to change position side.'),
  positionSide: () => rejection('-4061', "Order's position side does not match user's setting."),
  positionModeWithOrders: () =>
    rejection('-4067', 'Position side cannot be changed if there exists open orders.'),
  positionModeWithPosition: () =>
    rejection('-4068', 'Position side cannot be changed if there exists position.'),
  duplicateClientOrderId: () => rejection('-4116', 'ClientOrderId is duplicated.'),
  closeAllExists: () =>
    rejection(
      '-4130',
      'An open stop or take profit order with closePosition in the direction is existing.',
    ),
  marketPrice: () =>
    rejection(
      '-4131',
      "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
    ),
  noMarket: () => rejection('-4140', 'Invalid symbol status: no price has been seen yet.'),
  leverageReduction: () =>
    rejection('-4161', 'Leverage reduction is not supported with an open position.'),
  minNotional: (least: string) =>
    rejection('-4164', `Order's notional must be no smaller than ${least} (unless it reduces).`),
  transfer: () => rejection('-5001', 'Transfer refused: amount must be > 0 and available.'),
  goodTill: () =>
    rejection('-5040', 'goodTillDate must be later than 600 seconds from now, in market time.'),
  fillOrKill: () =>
    rejection('-5021', 'The FOK order could not be filled immediately and has been rejected.'),
  notAmendable: () => rejection('-5026', 'Only limit orders that rest can be changed.'),
  noChange: () => rejection('-5027', 'No need to modify the order.'),
  postOnly: () =>
    rejection('-5022', 'The post-only order could not be executed as maker and has been rejected.'),
} as const;
