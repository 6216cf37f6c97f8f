/** The size after each step, as a bar of the largest; the step that bound it is marked. */
import type { DecisionRecord } from '../../../../src/domain/decision.ts';
import { money, words } from '../../format.ts';
import { Quiet } from '../../parts/parts.tsx';

export function Waterfall(props: { readonly record: DecisionRecord }) {
  const { size, bindingStep, counterfactual } = props.record;
  if (size.length === 0) return <Quiet>It was refused before a size was worked out.</Quiet>;
  const most = Math.max(...size.map(({ notional }) => notional), 1e-9);
  return (
    <>
      <ol className="waterfall">
        {size.map(({ step, factor, limit, notional }) => {
          const what =
            factor === null
              ? limit === null
                ? ''
                : `at most ${money(limit)}`
              : `× ${Number(factor.toPrecision(5))}`;
          const binds = step === bindingStep;
          return (
            <li key={step} className={binds ? 'binds' : ''}>
              <span>
                {words(step)} {binds ? <strong>◀ binds</strong> : null}
              </span>
              <span className="quiet">{what}</span>
              <span className="meter-track" aria-hidden="true">
                <span className="meter-fill" style={{ width: `${(notional / most) * 100}%` }} />
              </span>
              <span className="amount">{money(notional)}</span>
            </li>
          );
        })}
      </ol>
      {counterfactual.notionalWithoutCorrelation === null ? null : (
        <Quiet>
          Without correlation throttling: {money(counterfactual.notionalWithoutCorrelation)} USDT.
        </Quiet>
      )}
    </>
  );
}
