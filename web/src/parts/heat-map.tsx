/** A symmetric matrix as a heat map: the figure stands in every cell, colour only repeats it. */
import type { CorrelationMatrix } from '../../../src/domain/panel.ts';
import { Quiet } from './parts.tsx';

const shade = (value: number | null): string | undefined =>
  value === null
    ? undefined
    : `rgba(var(${value >= 0 ? '--heat-up' : '--heat-down'}), ${Math.min(0.55, Math.abs(value) * 0.55)})`;

export function HeatMap(props: {
  readonly matrix: CorrelationMatrix;
  readonly label: string;
  readonly none: string;
}) {
  const { keys, rows, omitted } = props.matrix;
  if (keys.length === 0) return <Quiet>{props.none}</Quiet>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className="scroll" tabIndex={0} aria-label={props.label}>
        <table className="heat">
          <thead>
            <tr>
              <td />
              {keys.map((key) => (
                <th key={key} scope="col">
                  {key}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {keys.map((key, i) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                {keys.map((other, j) => {
                  const value = rows[i]?.[j] ?? null;
                  return (
                    <td key={other} style={{ backgroundColor: shade(value) }}>
                      {i === j ? '1' : value === null ? '–' : value.toFixed(2)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="quiet">
        – is undefined: too few common hours.
        {omitted === 0 ? '' : ` ${omitted} more had no room.`}
      </p>
    </>
  );
}
