import { lazy, Suspense } from 'react';
import type { DecisionRecord } from '../../../../src/domain/decision.ts';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { instant, percent, symbol, words } from '../../format.ts';
import { Panel, Quiet, State, Told } from '../../parts/parts.tsx';
import { Checks, Denied } from './checks.tsx';
import { Fate, useFate } from './fate.tsx';
import { Situation } from './situation.tsx';
import { Waterfall } from './waterfall.tsx';

const Moment = lazy(async () => ({ default: (await import('./moment.tsx')).Moment }));

export function Explained(props: { readonly id: string; readonly onClose: () => void }) {
  const { id } = props;
  const answer = useAnswer(
    `decision ${id}`,
    () => told('decision', api.GET('/api/decisions/{id}', { params: { path: { id } } })),
    null,
  );
  return (
    <Panel
      title={`Why ${id}`}
      actions={
        <button type="button" onClick={props.onClose}>
          Close
        </button>
      }
    >
      <div data-testid="explanation">
        <Told of={answer}>{({ record }) => <Explanation record={record} />}</Told>
      </div>
    </Panel>
  );
}

function Explanation(props: { readonly record: DecisionRecord }) {
  const { record } = props;
  const { signal } = record;
  const fate = useFate(record);
  const allowed = record.verdict === 'allowed';
  return (
    <>
      <p className="verdict">
        <State tone={allowed ? 'good' : 'bad'}>{record.verdict}</State>{' '}
        {record.reason === null ? null : <strong>{words(record.reason)}</strong>}
      </p>
      <p>{record.text}</p>
      <p className="quiet">
        {instant(record.at)} UTC · {signal.strategy} {signal.side} {symbol(signal.symbol)} · edge{' '}
        {signal.edge.toFixed(2)}, stop {percent(signal.stopDistance)} away · signal{' '}
        {((record.at - signal.at) / 1_000).toFixed(1)} s old
        {record.retryOf === null ? '' : ` · retry of d${record.retryOf}`}
      </p>
      {record.closures.length === 0 ? null : (
        <>
          <h3>What was closed</h3>
          <ul className="rows">
            {record.closures.map((closure) => (
              <li key={closure.id}>
                <State tone="warn" mark="▣">
                  {words(closure.cause)}
                </State>{' '}
                {closure.reason}
              </li>
            ))}
          </ul>
        </>
      )}
      {allowed ? null : <Denied record={record} />}
      {allowed ? (
        <>
          <h3>The order and its fate</h3>
          <Fate record={record} answer={fate} />
        </>
      ) : null}
      <h3>That moment</h3>
      <Suspense fallback={<Quiet>Opening the chart…</Quiet>}>
        <Moment record={record} fate={fate.value} />
      </Suspense>
      <h3>From the requested size to the order</h3>
      <Waterfall record={record} />
      <h3>Every check</h3>
      <Checks record={record} />
      <h3>The state it was decided in</h3>
      <Situation record={record} />
    </>
  );
}
