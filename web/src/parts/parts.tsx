/** The small pieces every view is made of. */
import type { ReactNode } from 'react';
import type { Answered } from '../data/use-answer.ts';
import { instant, local } from '../format.ts';

/** One titled box of the desk. */
export function Panel(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly wide?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = `panel-${props.title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  return (
    <section className={props.wide ? 'panel wide' : 'panel'} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.note === undefined ? null : <small>{props.note}</small>}
        {props.actions === undefined ? null : <div className="panel-actions">{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}

/** A horizontal bar: value against a limit, in one unit; the figures stand beside it. */
export function Meter(props: {
  readonly label: ReactNode;
  readonly value: number;
  readonly limit: number;
  readonly text: string;
  readonly over?: boolean;
}) {
  const filled = props.limit > 0 ? Math.min(1, Math.max(0, props.value / props.limit)) : 0;
  const near = filled >= 0.8 ? ' near' : '';
  return (
    <div className="meter">
      <span className="meter-label">{props.label}</span>
      <span className="meter-track" aria-hidden="true">
        <span
          className={props.over ? 'meter-fill over' : `meter-fill${near}`}
          style={{ width: `${filled * 100}%` }}
        />
      </span>
      <span className="meter-text">{props.text}</span>
    </div>
  );
}

/** An instant in UTC; that of this computer on hovering. */
export const At = (props: { readonly at: number | null }) =>
  props.at === null ? (
    <span>–</span>
  ) : (
    <time dateTime={new Date(props.at).toISOString()} title={local(props.at)}>
      {instant(props.at)}
    </time>
  );

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'info';
const MARKS: Readonly<Record<Tone, string>> = {
  good: '✓',
  warn: '▲',
  bad: '✕',
  quiet: '○',
  info: '●',
};

/** A state in a word: its mark says it once more, colour only repeats it. */
export const State = (props: {
  readonly tone: Tone;
  readonly mark?: string;
  readonly children: ReactNode;
}) => (
  <span className={`tag ${props.tone}`}>
    <span aria-hidden="true">{props.mark ?? MARKS[props.tone]}</span> {props.children}
  </span>
);

export const Quiet = (props: { readonly children: ReactNode }) => (
  <p className="quiet">{props.children}</p>
);

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => ReactNode;
  /** Figures are set to the right. */
  readonly figure?: boolean;
}

export function Table<T>(props: {
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly idOf: (row: T, index: number) => string;
  readonly label: string;
  /** Instead of an empty table. */
  readonly none: string;
}) {
  if (props.rows.length === 0) return <Quiet>{props.none}</Quiet>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className="scroll" tabIndex={0} aria-label={props.label}>
      <table>
        <thead>
          <tr>
            {props.columns.map(({ name, figure }) => (
              <th key={name} scope="col" className={figure ? 'figure' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, index) => (
            <tr key={props.idOf(row, index)}>
              {props.columns.map(({ name, cell, figure }) => (
                <td key={name} className={figure ? 'figure' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Loading, refused and old are told apart; what was told last is shown as long as it is known. */
export function Told<T>(props: {
  readonly of: Answered<T>;
  readonly children: (value: T) => ReactNode;
}) {
  const { value, problem, again } = props.of;
  return (
    <>
      {problem === null ? null : (
        <p className="problem" role="status">
          <State tone="warn">{value === null ? 'not told' : 'old'}</State> {problem}{' '}
          <button type="button" className="link" onClick={again}>
            ask again
          </button>
        </p>
      )}
      {value === null ? problem === null ? <Quiet>Asking…</Quiet> : null : props.children(value)}
    </>
  );
}

/** Name and value, one below the other. */
export const Fact = (props: { readonly name: string; readonly children: ReactNode }) => (
  <div className="fact">
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
);

export const Facts = (props: { readonly children: ReactNode }) => (
  <dl className="facts">{props.children}</dl>
);
