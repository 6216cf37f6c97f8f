/** Tables of a paper validation: both sides beside each other, and what comes of it. */
import type { Measured, PaperReport, SideFigures } from '../domain/paper.ts';
import { type Section, table } from './section.ts';
import { bps, money, percent, signed, span, utc } from './text.ts';

const REASONS_MAX = 12;

export const paperTitle = ({ proposal, verdict }: PaperReport): string =>
  `Paper validation of ${proposal}: ${verdict}`;

export function paperLead(report: PaperReport): string {
  const { from, to, inForce, candidate, build, counts, counted, gaps } = report;
  const time = counts
    ? `${span(counted)} counted, ${span(gaps)} of gaps left out`
    : 'a preview: it never counts towards a promotion';
  return `${utc(from)} to ${utc(to)} UTC of market time; candidate ${candidate.version} beside ${inForce.version} in force, build ${build}; ${time}`;
}

export const paperSections = (report: PaperReport): readonly Section[] => [
  checks(report),
  figures(report),
  reasons(report),
  method(report),
];

function checks({ checks: all }: PaperReport): Section {
  const rows = all.map(({ title, verdict, text }) => [title, verdict, text]);
  const note =
    'The verdict is the worst of these. Marginal needs the word of a person who has read this; fail cannot be promoted. Limits: `paper` in changes.yaml of the version in force.';
  return table('checks', 'Checks', ['check', 'verdict', 'figures'], rows, note);
}

const measured = ({ value, samples }: Measured, show: (value: number) => string): string =>
  value === null ? `insufficient (${samples})` : `${show(value)} (${samples})`;

function figures({ inForce, candidate }: PaperReport): Section {
  const row = (title: string, show: (side: SideFigures) => string): readonly string[] => [
    title,
    show(inForce),
    show(candidate),
  ];
  const rows = [
    row('configuration', ({ version }) => version),
    row('profile', ({ profile }) => profile),
    row('symbols', ({ symbols }) => symbols.join(', ')),
    row('strategies', ({ strategies }) => strategies.join(', ')),
    row('equity at the start, USDT', ({ initialEquity }) => money(initialEquity)),
    row('PnL, USDT', ({ pnl }) => signed(pnl)),
    row('return', (side) => percent(side.return)),
    row('max drawdown', ({ maxDrawdown }) => percent(maxDrawdown)),
    row(
      'gross exposure, mean and peak',
      ({ exposure: { mean, peak } }) => `${mean.toFixed(2)} x, ${peak.toFixed(2)} x`,
    ),
    row('closed trades, won', ({ trades }) => `${trades.closed}, ${trades.won}`),
    row('fees and funding, USDT', ({ costs }) => `${signed(costs.fees)}, ${signed(costs.funding)}`),
    row('entries allowed', ({ decisions }) => `${decisions.allowed}`),
    row(
      'refused deliberately, unexpectedly',
      ({ decisions }) => `${decisions.deliberate}, ${decisions.unexpected}`,
    ),
    row('rejected order rate', ({ rejected }) => measured(rejected, percent)),
    row('timeout failure rate', ({ timeouts }) => measured(timeouts, percent)),
    row('fill ratio', ({ fillRatio }) => measured(fillRatio, percent)),
    row('slippage of entries', ({ slippage }) => measured(slippage, bps)),
    row(
      'breaker trips',
      ({ breakers }) =>
        Object.entries(breakers)
          .map(([name, count]) => `${name} ${count}`)
          .join(', ') || 'none',
    ),
    row(
      'entries throttled, chosen against',
      ({ throttle }) => `${throttle.reduced}, ${throttle.refused}`,
    ),
    row('notional throttled away, USDT', ({ throttle }) => money(throttle.wanted - throttle.taken)),
    row('failed exits, missing stops and the like', ({ troubles }) => `${troubles}`),
    row('ledger', ({ ledgerExact }) => (ledgerExact ? 'exact' : 'NOT EXACT')),
  ];
  return table('figures', 'Figures', ['', 'in force', 'candidate'], rows);
}

function reasons({ inForce, candidate }: PaperReport): Section {
  const codes = new Map<string, { class: string; before: number; after: number }>();
  const count = (side: 'before' | 'after', of: SideFigures): void => {
    for (const { reason, class: kind, count: times } of of.decisions.byReason) {
      const entry = codes.get(reason) ?? { class: kind, before: 0, after: 0 };
      codes.set(reason, { ...entry, [side]: times });
    }
  };
  count('before', inForce);
  count('after', candidate);
  const rows = [...codes]
    .sort(([a, x], [b, y]) => y.before + y.after - x.before - x.after || (a < b ? -1 : 1))
    .slice(0, REASONS_MAX)
    .map(([reason, { class: kind, before, after }]) => [reason, kind, `${before}`, `${after}`]);
  const note = codes.size > REASONS_MAX ? `and ${codes.size - REASONS_MAX} more` : '';
  return table('reasons', 'Refusals', ['reason', 'class', 'in force', 'candidate'], rows, note);
}

function method({ difference, steps, filled, notes }: PaperReport): Section {
  const { resamples, hours } = difference;
  const interval =
    resamples === 0
      ? `too few hours (${hours}) for an interval`
      : `95 % interval of ${resamples} resamples of ${hours} hours in blocks (stationary bootstrap, fixed seed)`;
  const rows = [
    [
      'market',
      `${steps} price steps, the same for both; ${filled} of them made of 1m candles because nobody recorded then`,
    ],
    [
      'components',
      'orchestrator, strategies, executor and simulated exchange as they run live, in one process under the time of the tape',
    ],
    ['launch', 'both begin with a launch of their own: the first half hour is that of the phases'],
    ['difference', interval],
    ...notes.map((note) => ['note', note]),
  ];
  return table('method', 'How it was made', ['', ''], rows);
}
