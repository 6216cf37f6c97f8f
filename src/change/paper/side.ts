/** One configuration run over a tape: the very components, in one process under the tape's time. */
import type { SeptetConfig } from '../../domain/config.ts';
import { decimal, toNumber } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { SideFigures } from '../../domain/paper.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import type { TapeHead } from '../../market/tape/tape-head.ts';
import type { TapeGroup } from '../../market/tape/tape-line.ts';
import { TapePlayer } from '../../market/tape/tape-player.ts';
import { type AssembledSimulation, assembleSimulation } from '../../simulation/assemble.ts';
import { SideRecorder } from './side-recorder.ts';

export interface SideOptions {
  readonly config: SeptetConfig;
  readonly configFiles: number;
  readonly build: string;
  readonly head: TapeHead;
}

export class PaperSide {
  private readonly config: SeptetConfig;
  private readonly player: TapePlayer;
  private readonly parts: AssembledSimulation;
  private readonly recorder = new SideRecorder();
  private readonly prices = new Map<SymbolId, number>();
  private now: EpochMs;

  constructor({ config: asked, configFiles, build, head }: SideOptions) {
    // Nobody would acknowledge its incidents or resume after them.
    const venue = { ...asked.venue, kind: 'paper' as const, initialBalance: head.equity };
    const config = { ...asked, attended: false, venue };
    this.config = config;
    const symbols = config.kernel.instruments.map(({ symbol }) => symbol);
    const player = new TapePlayer(head, symbols, config.kernel.guards.marketStaleAfter);
    this.player = player;
    this.now = head.startsAt;
    const recorder = this.recorder;
    this.parts = assembleSimulation({
      config,
      configFiles,
      build,
      market: player.source,
      feed: player,
      observer: {
        price: ({ symbol, mark }) => this.prices.set(symbol, mark),
        fact: (fact) => recorder.fact(fact),
        decision: (record) => recorder.decision(record),
        event: ({ type, at }) => {
          if (type === 'breaker') recorder.breakers(this.parts.orchestrator.status(at).breakers);
        },
        mark: (mark) => recorder.mark(this.now, mark, this.gross()),
      },
    });
    this.parts.simulation.start();
  }

  /** The next group of the tape. Where it has a hole, time passes a minute at a time. */
  take(group: TapeGroup): void {
    while (this.now + MINUTE_MS < group.at) this.advance(this.now + MINUTE_MS);
    this.player.put(group);
    this.advance(Math.max(this.now, group.at));
  }

  figures(): SideFigures {
    const { kernel } = this.config;
    const { orchestrator, exchange } = this.parts;
    return this.recorder.figures(
      {
        version: kernel.version,
        profile: kernel.profile,
        symbols: this.player.symbols,
        missing: kernel.instruments
          .map(({ symbol }) => symbol)
          .filter((symbol) => !this.player.symbols.includes(symbol)),
        strategies: kernel.strategies.filter(({ enabled }) => enabled).map(({ id }) => id),
        stateHashes: orchestrator.stateHashes(),
      },
      exchange.account(this.now).walletBalance,
    );
  }

  private advance(at: EpochMs): void {
    this.now = at;
    this.parts.simulation.advance(at);
  }

  private gross(): number {
    let gross = 0;
    for (const { symbol, quantity, entryPrice } of this.parts.executor.positions()) {
      const price = this.prices.get(symbol) ?? toNumber(decimal(entryPrice));
      gross += toNumber(decimal(quantity)) * price;
    }
    return gross;
  }
}
