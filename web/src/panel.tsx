import type { ReactNode } from 'react';

/** One titled box of the desk. */
export function Panel(props: {
  readonly title: string;
  readonly note?: string | undefined;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const id = `panel-${props.title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  return (
    <section className={props.wide ? 'panel wide' : 'panel'} aria-labelledby={id}>
      <h2 id={id}>
        {props.title}
        {props.note === undefined ? null : <small>{props.note}</small>}
      </h2>
      {props.children}
    </section>
  );
}

/** A horizontal bar: value against a limit, both fractions; the figure stands beside it. */
export function Meter(props: {
  readonly label: string;
  readonly value: number;
  readonly limit: number;
  readonly text: string;
  readonly over?: boolean;
}) {
  const filled = props.limit > 0 ? Math.min(1, Math.max(0, props.value / props.limit)) : 0;
  return (
    <div className="meter">
      <span className="meter-label">{props.label}</span>
      <span className="meter-track" aria-hidden="true">
        <span
          className={props.over ? 'meter-fill over' : 'meter-fill'}
          style={{ width: `${filled * 100}%` }}
        />
      </span>
      <span className="meter-text">{props.text}</span>
    </div>
  );
}
