import { useState } from 'react';
import type { RiskState } from '../../src/domain/decision.ts';
import type { PortfolioStatus } from '../../src/domain/status.ts';
import { duration, instant, money, percent } from './format.ts';

/** State is never colour alone: each has its own mark. */
const MARKS: Readonly<Record<RiskState, string>> = {
  NORMAL: '●',
  WARNING: '▲',
  FROZEN: '❄',
  HALTED: '■',
};

export function Header(props: {
  readonly status: PortfolioStatus;
  readonly silent: string | null;
}) {
  const { status } = props;
  const { launch } = status;
  return (
    <header>
      <div className="brand">
        <strong>Septet</strong>
        <span>
          {status.portfolio} · {status.profile} · {status.configVersion}
        </span>
      </div>
      <dl className="figures">
        <Figure name="risk state">
          <span className={`state ${status.riskState}`} data-testid="risk-state">
            {MARKS[status.riskState]} {status.riskState}
          </span>
        </Figure>
        <Figure name="equity, USDT">{money(status.equity)}</Figure>
        <Figure name="daily PnL">{percent(status.dailyPnl)}</Figure>
        <Figure name="drawdown">{percent(status.drawdown)}</Figure>
        <Figure name="positions">
          {status.openTrades.open} of {status.openTrades.limit}
        </Figure>
        <Figure name="phase">
          <span data-testid="phase">{launch.phase ?? launch.state}</span>
          {launch.phaseRemaining === null ? null : (
            <small> {duration(launch.phaseRemaining)} left</small>
          )}
        </Figure>
        <Figure name="market time, UTC">{instant(status.at)}</Figure>
      </dl>
      {props.silent === null ? null : (
        <p className="silent" role="alert">
          {props.silent}
        </p>
      )}
      <HaltButton halted={status.entryHalt.on} by={status.entryHalt} />
    </header>
  );
}

function Figure(props: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** One click and a confirmation; stopping entries is safe, so nothing else stands in its way. */
function HaltButton(props: {
  readonly halted: boolean;
  readonly by: { readonly actor: string; readonly reason: string };
}) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [answer, setAnswer] = useState<string | null>(null);

  const send = async (): Promise<void> => {
    setAsking(false);
    setAnswer('halting…');
    try {
      const response = await fetch('/api/halt', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: reason.trim() || 'halted from the page' }),
      });
      const body = (await response.json()) as { text?: string };
      setAnswer(body.text ?? `the server answered ${response.status}`);
    } catch {
      setAnswer('The halt did not reach the server. Use the terminal: septet halt');
    }
  };

  return (
    <div className="halt">
      {props.halted ? (
        <p className="halted">
          ENTRY_HALT by {props.by.actor}: {props.by.reason}. Resume in the terminal: septet resume
        </p>
      ) : asking ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <input
            aria-label="reason for the halt"
            placeholder="reason (optional)"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
          <button type="submit" className="danger">
            Stop all entries now
          </button>
          <button type="button" onClick={() => setAsking(false)}>
            Cancel
          </button>
        </form>
      ) : (
        <button type="button" className="danger" onClick={() => setAsking(true)}>
          ENTRY_HALT
        </button>
      )}
      {answer === null ? null : (
        <output className="answer" data-testid="halt-answer">
          {answer}
        </output>
      )}
    </div>
  );
}
