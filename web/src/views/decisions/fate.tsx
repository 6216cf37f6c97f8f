import type { DecisionRecord } from '../../../../src/domain/decision.ts';
import type { DecisionFate } from '../../../../src/domain/decision-fate.ts';
import { api, told } from '../../data/api.ts';
import { type Answered, useAnswer } from '../../data/use-answer.ts';
import { percent, price } from '../../format.ts';
import { At, Quiet, Told } from '../../parts/parts.tsx';

const AGAIN_MS = 5_000;
const NO_ORDER: DecisionFate = { steps: [], end: null, exit: null, complete: true };

export function useFate({ id, order }: DecisionRecord): Answered<DecisionFate> {
  return useAnswer(
    `fate ${id}`,
    () =>
      order === null
        ? Promise.resolve(NO_ORDER)
        : told('fate', api.GET('/api/decisions/{id}/fate', { params: { path: { id } } })),
    order === null ? null : AGAIN_MS,
  );
}

export function Fate(props: {
  readonly record: DecisionRecord;
  readonly answer: Answered<DecisionFate>;
}) {
  const { order, signal } = props.record;
  if (order === null) return <Quiet>No order was sent.</Quiet>;
  const { exitPlan } = signal;
  return (
    <>
      <p>
        {order.side} {order.quantity} at {price(order.limitPrice)} or better, cancelled after{' '}
        {order.timeout / 1_000} s; stop {percent(exitPlan.stop)} away
        {exitPlan.trailing === null
          ? ''
          : `, trailing ${percent(exitPlan.trailing.distance)} from ${percent(exitPlan.trailing.offset)} on`}
        .
      </p>
      <Told of={props.answer}>
        {({ steps, complete }) => (
          <ul className="rows">
            {steps.map(({ at, text }) => (
              <li key={`${at} ${text}`}>
                <At at={at} /> {text}
              </li>
            ))}
            {steps.length === 0 ? <li>Nothing is told of it yet.</li> : null}
            {complete ? null : <li className="quiet">The journal has more than is read here.</li>}
          </ul>
        )}
      </Told>
    </>
  );
}
