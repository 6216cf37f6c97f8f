import type { LaunchPhaseConfig } from '../domain/config.ts';
import type { LaunchStatus, LaunchStepStatus, PortfolioStatus } from '../domain/status.ts';
import { countdown, money, percent, signedPercent, timeOfDay } from './figures.ts';
import type { Paint, Palette } from './paint.ts';

/**
 * The launch as lines of text: fed with every status, it answers with what is new. Each pre-flight
 * check, launch step and phase is told when its state changes, with its evidence.
 */
export class RunbookView {
  private readonly colours: Palette;
  private readonly told = new Map<string, string>();
  private section = '';
  private launchState: LaunchStatus['state'] | null = null;
  private halted = false;
  private acceptanceTold: number | null = null;

  constructor(colours: Palette) {
    this.colours = colours;
  }

  /** Lines to print for this status; usually none. */
  news(status: PortfolioStatus): readonly string[] {
    const lines: string[] = [];
    for (const step of status.launch.steps) lines.push(...this.stepNews(step, status));
    lines.push(...this.haltNews(status), ...this.stateNews(status));
    lines.push(...this.acceptanceNews(status));
    return lines;
  }

  private stepNews(step: LaunchStepStatus, { at }: PortfolioStatus): readonly string[] {
    // Evidence of a running step counts down by itself; that of a held one names what it waits for.
    const detail = step.state === 'held' || step.state === 'failed' ? firstWords(step) : '';
    const key = `${step.state} ${detail}`;
    if (this.told.get(step.id) === key) return [];
    const before = this.told.get(step.id);
    this.told.set(step.id, key);
    if (step.state === 'waiting' && before === undefined) return [];
    const section = step.id.startsWith('PRE') ? 'Pre-flight' : 'Launch';
    const heading = section === this.section ? [] : [this.colours.bold(section)];
    this.section = section;
    return [...heading, this.stepLine(step, at)];
  }

  private stepLine(step: LaunchStepStatus, at: number): string {
    const { colours } = this;
    const marks: Readonly<Record<LaunchStepStatus['state'], readonly [Paint, string]>> = {
      waiting: [colours.dim, 'wait'],
      running: [colours.cyan, 'run '],
      passed: [colours.green, 'ok  '],
      warning: [colours.yellow, 'warn'],
      failed: [colours.red, 'FAIL'],
      held: [colours.yellow, 'hold'],
    };
    const [paint, mark] = marks[step.state];
    const evidence = step.evidence === '' ? '' : `: ${step.evidence}`;
    return `  ${colours.dim(timeOfDay(at))} ${paint(mark)} ${step.id.padEnd(7)} ${step.title}${colours.dim(evidence)}`;
  }

  private haltNews({ entryHalt }: PortfolioStatus): readonly string[] {
    if (entryHalt.on === this.halted) return [];
    this.halted = entryHalt.on;
    const text = entryHalt.on
      ? this.colours.red(`ENTRY_HALT by ${entryHalt.actor}: ${entryHalt.reason}`)
      : this.colours.green('ENTRY_HALT lifted');
    return [`  ${text}`];
  }

  private stateNews({ launch, at }: PortfolioStatus): readonly string[] {
    if (launch.state === this.launchState) return [];
    const before = this.launchState;
    this.launchState = launch.state;
    if (launch.state === 'complete') {
      return [
        `  ${this.colours.dim(timeOfDay(at))} ${this.colours.green('launch complete: all phases reached')}`,
      ];
    }
    if (launch.state === 'aborted' || (before === 'complete' && launch.state === 'held')) {
      return [
        `  ${this.colours.dim(timeOfDay(at))} ${this.colours.yellow(`launch ${launch.state}`)}`,
      ];
    }
    return [];
  }

  private acceptanceNews({ launch }: PortfolioStatus): readonly string[] {
    const { acceptance } = launch;
    if (acceptance === null || acceptance.at === this.acceptanceTold) return [];
    this.acceptanceTold = acceptance.at;
    const { colours } = this;
    const verdict = acceptance.passed ? colours.green('passed') : colours.red('FAILED');
    return [
      `${colours.bold('Acceptance')} ${verdict}`,
      ...acceptance.skips.map(
        ({ step, actor, reason, what }) =>
          `  ${colours.yellow('skip')} ${step.padEnd(7)} by ${actor} (${reason}): ${what}`,
      ),
      ...acceptance.criteria.map(
        ({ id, title, passed, text }) =>
          `  ${passed ? colours.green('ok  ') : colours.red('FAIL')} ${id.padEnd(7)} ${title}${colours.dim(`: ${text}`)}`,
      ),
    ];
  }
}

/** What a held or failed step waits for, without figures that move with every look. */
const firstWords = (step: LaunchStepStatus): string => step.evidence.replace(/[\d.,:]+/g, '#');

/** The one line that keeps current; `phases` gives the length that a countdown is part of. */
export function statusLine(
  status: PortfolioStatus,
  colours: Palette,
  phases: readonly LaunchPhaseConfig[] = [],
): string {
  const states = {
    NORMAL: colours.green,
    WARNING: colours.yellow,
    FROZEN: colours.yellow,
    HALTED: colours.red,
  } as const;
  const { entries, openTrades } = status;
  return [
    colours.dim(timeOfDay(status.at)),
    states[status.riskState](status.riskState),
    `equity ${status.equity === null ? '-' : money(status.equity)}`,
    `day ${signedPercent(status.dailyPnl)}`,
    `dd ${percent(status.drawdown)}`,
    `open ${openTrades.open}/${openTrades.limit}`,
    `entries ${entries.allowed} allowed ${entries.refused} refused`,
    phaseText(status.launch, phases),
  ].join('  ');
}

const BAR_WIDTH = 10;

function phaseText(launch: LaunchStatus, phases: readonly LaunchPhaseConfig[]): string {
  const { state, phase, phaseRemaining, steps } = launch;
  if (phase === null || state === 'aborted') {
    const done = steps.filter((step) => step.state === 'passed' || step.state === 'warning').length;
    return `launch ${state} ${progressBar(done / Math.max(1, steps.length))} ${done}/${steps.length}`;
  }
  if (phaseRemaining === null) return `phase ${phase}${state === 'complete' ? '' : ` ${state}`}`;
  const duration = phases.find((candidate) => candidate.name === phase)?.duration ?? null;
  const bar = duration === null ? '' : `${progressBar(1 - phaseRemaining / duration)} `;
  return `phase ${phase} ${state === 'held' ? 'held ' : ''}${bar}${countdown(phaseRemaining)} left`;
}

/** `[####......]` of a fraction done. */
export function progressBar(done: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, done)) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}
