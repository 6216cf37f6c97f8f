/**
 * The market as a client sees it while a fault plan spoils its data, and the venue that goes by
 * the truth all the same: it matches every step, also those that nobody else gets to see.
 */
import type { SymbolId } from '../domain/ids.ts';
import type {
  Candle,
  FundingInfo,
  FundingSettlement,
  MarketSource,
  PriceStep,
} from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { Timeframe } from '../domain/timeframe.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import type { DrivenVenue } from '../execution/driver.ts';
import type { FaultSet } from '../venues/faults/fault-set.ts';
import { StepView } from '../venues/faults/step-view.ts';

export class SeenMarket implements MarketSource {
  readonly symbols: readonly SymbolId[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs | undefined;
  readonly stepLength: Ms;
  /** Steps as they were, which the venue has not matched yet. */
  readonly truth: PriceStep[] = [];
  private readonly market: MarketSource;
  private readonly view: StepView;

  constructor(market: MarketSource, faults: FaultSet) {
    this.market = market;
    this.symbols = market.symbols;
    this.startsAt = market.startsAt;
    this.endsAt = market.endsAt;
    this.stepLength = market.stepLength;
    this.view = new StepView(faults);
  }

  advance(until: EpochMs): readonly PriceStep[] {
    const seen: PriceStep[] = [];
    for (const step of this.market.advance(until)) {
      this.truth.push(step);
      const view = this.view.of(step);
      if (view !== null) seen.push(view);
    }
    return seen;
  }

  funding(symbol: SymbolId): FundingInfo | undefined {
    return this.market.funding(symbol);
  }

  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[] {
    return this.market.settlements(from, to);
  }

  history(symbol: SymbolId, timeframe: Timeframe, count: number): readonly Candle[] {
    return this.market.history(symbol, timeframe, count);
  }
}

/** What of the simulated venue is moved. */
type Venue = DrivenVenue & { retell(since: EpochMs): void };

export class TrueVenue implements DrivenVenue {
  private readonly venue: Venue;
  private readonly market: SeenMarket;
  private readonly onSend: (command: VenueCommand) => void;

  /** `onSend`: told of every command before it goes out on the wire. */
  constructor(venue: Venue, market: SeenMarket, onSend: (command: VenueCommand) => void) {
    this.venue = venue;
    this.market = market;
    this.onSend = onSend;
  }

  send(command: VenueCommand): void {
    this.onSend(command);
    this.venue.send(command);
  }

  onEvent(listener: (event: VenueEvent) => void): void {
    this.venue.onEvent(listener);
  }

  advance(now: EpochMs): void {
    this.match(now);
    this.venue.advance(now);
  }

  nextDue(): EpochMs | null {
    const step = this.market.truth[0]?.at ?? null;
    const due = this.venue.nextDue();
    if (step === null || due === null) return step ?? due;
    return Math.min(step, due);
  }

  onPriceStep(step: PriceStep): void {
    this.match(step.at);
  }

  settleFunding(settlement: FundingSettlement): void {
    this.venue.settleFunding(settlement);
  }

  retell(since: EpochMs): void {
    this.venue.retell(since);
  }

  private match(until: EpochMs): void {
    const { truth } = this.market;
    let done = 0;
    while (done < truth.length && truth[done]!.at <= until) {
      this.venue.onPriceStep(truth[done]!);
      done += 1;
    }
    if (done > 0) truth.splice(0, done);
  }
}
