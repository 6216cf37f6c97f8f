import { EquityCharts } from './chart.tsx';
import { Decisions } from './decisions.tsx';
import { Header } from './header.tsx';
import { Launch } from './launch.tsx';
import { Events, Positions, Processes } from './positions.tsx';
import { Breakers, Exposure, Weights } from './risk.tsx';
import { useDesk, useSilence } from './use-desk.ts';

/** A frozen page must say so: nothing heard for this long, ms. */
const SILENT_AFTER_MS = 3_000;

export function App() {
  const desk = useDesk();
  const silence = useSilence(desk.heardAt);
  const { status } = desk;
  if (status === null) {
    return (
      <main className="empty">
        <h1>Septet</h1>
        <p>
          {desk.connected
            ? 'Connected. The orchestrator has not spoken yet; it starts after feed, executor and workers.'
            : 'Connecting to the server…'}
        </p>
      </main>
    );
  }
  const limit = (id: string, label: string) =>
    status.breakers.filter((b) => b.id === id).map((b) => ({ label, value: b.limit }));
  return (
    <>
      <Header status={status} silent={silenceText(desk.connected, silence, desk.links)} />
      <main className="grid">
        <Launch launch={status.launch} />
        <Breakers status={status} />
        <EquityCharts
          equity={desk.equity}
          dailyLimits={[...limit('daily_soft', 'soft limit'), ...limit('daily_hard', 'hard limit')]}
          drawdownLimits={[
            ...limit('drawdown_warning', 'warning'),
            ...limit('drawdown_breaker', 'breaker'),
          ]}
        />
        <Exposure status={status} />
        <Weights status={status} />
        <Positions positions={status.positions} />
        <Decisions decisions={desk.decisions} entries={status.entries} />
        <Events events={desk.events} />
        <Processes processes={desk.processes} />
      </main>
    </>
  );
}

function silenceText(
  connected: boolean,
  silence: number | null,
  links: Readonly<Record<string, boolean>>,
): string | null {
  if (!connected) return 'Disconnected: what you see is old. Reconnecting…';
  if (links['orchestrator'] === false) {
    return 'The orchestrator is down: no entry can leave; exits go on in the executor.';
  }
  if (silence !== null && silence > SILENT_AFTER_MS) {
    return `Nothing heard for ${Math.round(silence / 1_000)} s: what you see is old.`;
  }
  return null;
}
