import type { SeptetConfig } from '../domain/config.ts';
import type { StrategyId } from '../domain/ids.ts';
import type { RunRecorder } from './recorder.ts';
import type { PortfolioFigures, StrategyFigures } from './report.ts';
import { sharpeRatio, tradeStatistics } from './statistics.ts';

export function portfolioFigures(recorder: RunRecorder): PortfolioFigures {
  const initialEquity = recorder.initialEquity ?? 0;
  return {
    ...tradeStatistics(recorder.trades),
    initialEquity,
    finalEquity: recorder.equity,
    totalReturn: initialEquity > 0 ? recorder.equity / initialEquity - 1 : 0,
    maxDrawdown: recorder.drawdown.amount,
    maxDrawdownFraction: recorder.drawdown.fraction,
    sharpe: sharpeRatio(recorder.dailyReturns),
    averageExposure: recorder.averageExposure,
    maxExposure: recorder.maxExposure,
    maxOpenPositions: recorder.maxOpenPositions,
  };
}

export function strategyFigures(
  recorder: RunRecorder,
  config: SeptetConfig,
  strategy: StrategyId,
  candlesEvaluated: number,
): StrategyFigures {
  const tally = recorder.byStrategy.get(strategy);
  const settings = config.kernel.strategies.find((each) => each.id === strategy);
  return {
    ...tradeStatistics(recorder.trades.filter((trade) => trade.strategy === strategy)),
    strategy,
    bucket: settings?.bucket ?? '',
    candlesEvaluated,
    signals: tally?.signals ?? 0,
    allowed: tally?.allowed ?? 0,
    refused: tally?.refused ?? 0,
    maxDrawdown: tally?.drawdown.amount ?? 0,
    sharpe: sharpeRatio(tally?.dailyReturns ?? []),
    timeInMarket: recorder.timeInMarket(strategy),
    pnl: tally?.pnl ?? 0,
  };
}
