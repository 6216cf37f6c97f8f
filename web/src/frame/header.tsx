import type { PortfolioStatus } from '../../../src/domain/status.ts';
import { useTheme } from '../data/theme.ts';
import { useDesk, useSilence } from '../data/use-desk.ts';
import { clock, day, duration, local, money, percent } from '../format.ts';
import { connectionText } from './connection.ts';
import { HaltButton, HaltNotice } from './halt.tsx';
import { riskWords } from './risk-words.ts';
import { Who } from './sign-in.tsx';

/** State is never colour alone: each has its own mark. */
const MARKS = { NORMAL: '●', WARNING: '▲', FROZEN: '❄', HALTED: '■' } as const;

export function Header(props: { readonly status: PortfolioStatus | null }) {
  const desk = useDesk();
  const silence = useSilence(desk.heardAt);
  const trouble = connectionText(desk, silence);
  const { status } = props;
  return (
    <header>
      <div className="bar">
        <a className="brand" href="#/overview">
          Septet
        </a>
        {status === null ? null : (
          <span className={`risk ${status.riskState}`} data-testid="risk-state">
            <span aria-hidden="true">{MARKS[status.riskState]}</span> {status.riskState}
          </span>
        )}
        {status === null ? <span className="grow" /> : <Figures status={status} />}
        <Connection trouble={trouble !== null} connected={desk.connected} />
        <Who />
        <ThemeSwitch />
        <HaltButton />
      </div>
      {status === null ? null : <Line status={status} />}
      {status === null ? null : <HaltNotice halt={status.entryHalt} />}
      {trouble === null ? null : (
        <p className="notice warn" role="alert">
          ▲ {trouble}
        </p>
      )}
    </header>
  );
}

function Figures(props: { readonly status: PortfolioStatus }) {
  const { status } = props;
  const { launch, openTrades } = status;
  return (
    <dl className="figures">
      <Figure name="equity, USDT">{money(status.equity)}</Figure>
      <Figure name="day">{percent(status.dailyPnl)}</Figure>
      <Figure name="drawdown">{percent(status.drawdown)}</Figure>
      <Figure name="open trades">
        {openTrades.open} of {openTrades.limit}
      </Figure>
      <Figure name="phase">
        <span data-testid="phase">{launch.phase ?? launch.state}</span>
        {launch.phaseRemaining === null ? null : (
          <small> {duration(launch.phaseRemaining)} left</small>
        )}
      </Figure>
      <Figure name={`market time, UTC, ${day(status.at)}`}>
        <time dateTime={new Date(status.at).toISOString()} title={local(status.at)}>
          {clock(status.at)}
        </time>
      </Figure>
    </dl>
  );
}

const Figure = (props: { readonly name: string; readonly children: React.ReactNode }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
);

/** What it means for entries, and what is in force. */
function Line(props: { readonly status: PortfolioStatus }) {
  const { status } = props;
  return (
    <p className="line">
      <span>{riskWords(status)}</span>
      <span>
        {status.portfolio} · profile {status.profile}
        {status.profileCeiling === null ? '' : ` (at most ${status.profileCeiling})`} ·{' '}
        <a href="#/changes">{status.configVersion}</a>
        {status.speed === 1 ? '' : ` · ${status.speed} times real pace`}
      </span>
    </p>
  );
}

const Connection = (props: { readonly trouble: boolean; readonly connected: boolean }) => (
  <span className={`live ${props.connected && !props.trouble ? 'good' : 'warn'}`}>
    <span aria-hidden="true">{props.connected ? (props.trouble ? '▲' : '●') : '✕'}</span>{' '}
    {props.connected ? (props.trouble ? 'look' : 'live') : 'no connection'}
  </span>
);

function ThemeSwitch() {
  const [theme, turn] = useTheme();
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <button type="button" className="plain" onClick={turn} aria-label={`switch to ${next}`}>
      {theme === 'dark' ? '☀' : '☾'}
    </button>
  );
}
