import type { PublicEvent } from '../bus/messages.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { LaunchPhaseConfig, SeptetConfig } from '../domain/config.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { MarketChoice } from '../services/run-file.ts';
import type { Severity } from '../services/supervisor.ts';
import type { ClosingCheck, RunOutcome } from './closing-summary.ts';
import { eventLine } from './events.ts';
import { instant, money } from './figures.ts';
import { type LiveLine, liveLine } from './live-line.ts';
import { type Palette, palette, wantsColour } from './paint.ts';
import { RunbookView, statusLine } from './runbook-view.ts';

/** Types of events that the runbook lines tell already. */
const TOLD_ELSEWHERE = new Set(['launch_step', 'launch_state', 'launch_open', 'launch_acceptance']);

/** News without a warning that is shown all the same: entries allowed, trades closed. */
const SHOWN = new Set(['decision', 'fact']);

/** What `septet up` shows: the runbook live, warnings, and one line that keeps current. */
export class RunConsole {
  private readonly json: boolean;
  private readonly colours: Palette;
  private readonly live: LiveLine;
  private readonly runbook: RunbookView;
  private readonly stream: NodeJS.WriteStream;
  private phases: readonly LaunchPhaseConfig[] = [];
  private launching = false;
  private quiet = false;

  constructor(json: boolean, stream: NodeJS.WriteStream, now: () => number) {
    this.json = json;
    this.stream = stream;
    this.colours = palette(!json && wantsColour(stream));
    this.live = liveLine(stream, now);
    this.runbook = new RunbookView(this.colours);
  }

  header(
    { config, version }: Extract<LoadedConfig, { ok: true }>,
    build: string,
    home: string,
    market: MarketChoice,
  ): void {
    const { kernel, runtime, launch } = config;
    this.phases = launch.phases;
    if (this.json) {
      this.emit('start', { build, version, home, market, speed: runtime.speed });
      return;
    }
    const { bold } = this.colours;
    const source = marketText(market);
    this.live.print(`${bold('Septet')} ${build}  configuration ${version}`);
    this.live.print(
      `portfolio ${kernel.portfolio}, ${moneyText(config)}, profile ${kernel.profile}, ${runtime.speed} x real time, ${source}`,
    );
    this.live.print(`home ${home}`);
  }

  page(url: string): void {
    if (this.json) this.emit('page', { url });
    else this.live.print(`page ${this.colours.cyan(url)}`);
  }

  status(status: PortfolioStatus): void {
    if (this.quiet) return;
    if (this.json) {
      this.emit('status', status);
      return;
    }
    if (status.launch.state !== 'starting') this.launching = true;
    for (const line of this.runbook.news(status)) this.live.print(line);
    this.live.update(statusLine(status, this.colours, this.phases));
  }

  event(event: PublicEvent): void {
    if (this.quiet) return;
    if (this.json) this.emit('event', event);
    // Before pre-flight the kernel lives through the history: that is no news.
    else if (!this.launching) return;
    else if (event.severity === 'info' ? SHOWN.has(event.type) : !TOLD_ELSEWHERE.has(event.type)) {
      this.live.print(eventLine(event, this.colours));
    }
  }

  notice(severity: Severity, text: string): void {
    if (this.json) {
      this.emit('notice', { severity, text });
      return;
    }
    const paint = {
      info: this.colours.dim,
      warning: this.colours.yellow,
      critical: this.colours.red,
    };
    this.live.print(paint[severity](`supervisor: ${text}`));
  }

  stopping(reason: string): void {
    this.quiet = true;
    if (this.json) {
      this.emit('stopping', { reason });
      return;
    }
    this.live.end();
    this.live.print(`stopping in order: ${reason}`);
  }

  summary(checks: readonly ClosingCheck[], outcome: RunOutcome): void {
    if (this.json) {
      const { status, ...rest } = outcome;
      this.emit('summary', { ok: checks.every((check) => check.ok), checks, ...rest, status });
      return;
    }
    const { bold, green, red } = this.colours;
    this.live.print(bold('Summary'));
    const { status } = outcome;
    if (status !== null) this.live.print(`  ${statusLine(status, this.colours, this.phases)}`);
    for (const { ok, title, text } of checks) {
      this.live.print(`  ${ok ? green('ok  ') : red('FAIL')} ${title.padEnd(20)} ${text}`);
    }
  }

  private emit(kind: string, data: object): void {
    this.stream.write(`${JSON.stringify({ kind, ...data })}\n`);
  }
}

const moneyText = ({ venue, kernel }: SeptetConfig): string =>
  venue.kind === 'paper'
    ? `${money(Number(venue.initialBalance))} ${kernel.quote} paper`
    : { sim: 'exchange server', demo: 'test money', live: 'REAL MONEY' }[venue.kind];

function marketText(market: MarketChoice): string {
  switch (market.kind) {
    case 'generated':
      return `generated market, seed ${market.seed}`;
    case 'recorded':
      return `recorded market ${market.directory}, ${instant(market.from)} to ${instant(market.to)}`;
    case 'venue':
      return `live market of ${market.endpoint.kind === 'sim' ? market.endpoint.server : `Binance ${market.endpoint.kind}`}`;
  }
}
