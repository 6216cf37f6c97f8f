import type { CheckRecord, DecisionRecord } from '../../../../src/domain/decision.ts';
import { duration, figure, percent, words } from '../../format.ts';
import { State, Table } from '../../parts/parts.tsx';

const OUTCOMES = {
  pass: <State tone="good">pass</State>,
  deny: <State tone="bad">denies</State>,
  not_evaluated: <State tone="bad">not evaluated: denies</State>,
} as const;

function withUnit(value: number | null, unit: string): string {
  if (value === null) return '';
  if (unit === 'boolean') return value === 0 ? 'no' : 'yes';
  if (unit === 'fraction') return percent(value, 1);
  if (unit === 'count') return figure(value);
  if (unit === 'ms') return value < 60_000 ? `${figure(value / 1_000)} s` : duration(value);
  return `${figure(value)} ${unit}`;
}

export const checkText = ({ check, input, limit, unit }: CheckRecord): string =>
  input === null
    ? words(check)
    : `${words(check)}: ${withUnit(input, unit)}${limit === null ? '' : ` against ${withUnit(limit, unit)}`}`;

/** What refused it, before everything else. */
export function Denied(props: { readonly record: DecisionRecord }) {
  const denied = props.record.checks.filter(({ outcome }) => outcome !== 'pass');
  if (denied.length === 0) return null;
  return (
    <>
      <h3>What refused it</h3>
      <ul className="rows">
        {denied.map((check) => (
          <li key={check.check}>
            {OUTCOMES[check.outcome]} {checkText(check)}
            {check.note === undefined ? '' : ` (${check.note})`}
          </li>
        ))}
      </ul>
    </>
  );
}

export const Checks = (props: { readonly record: DecisionRecord }) => (
  <div className="dense">
    <Table
      label="Checks"
      none="No check was reached."
      rows={props.record.checks}
      idOf={({ check }, index) => `${check} ${index}`}
      columns={[
        {
          name: 'check',
          cell: ({ check, note }) => (
            <>
              {words(check)}
              {note === undefined ? null : <span className="quiet"> {note}</span>}
            </>
          ),
        },
        { name: 'result', cell: ({ outcome }) => OUTCOMES[outcome] },
        { name: 'input', figure: true, cell: ({ input, unit }) => withUnit(input, unit) },
        { name: 'limit', figure: true, cell: ({ limit, unit }) => withUnit(limit, unit) },
      ]}
    />
  </div>
);
