/** Only the rows that are seen exist, however many there are; a table element would lay out all. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { DecisionRow } from '../../../../src/domain/decision-row.ts';
import type { Place } from '../../data/route.ts';
import { instant, price, symbol, words } from '../../format.ts';
import { Quiet, State } from '../../parts/parts.tsx';
import { type Rows, useRows } from './use-rows.ts';

const ROW_PX = 24;
/** Asked for more this many rows before the end is seen. */
const AHEAD = 60;

export function List(props: {
  readonly query: Place['query'];
  readonly open: string;
  readonly onOpen: (id: string) => void;
}) {
  const found = useRows(props.query);
  const { rows, state, more } = found;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (state === 'more' && last >= rows.length - AHEAD) more();
  }, [state, last, rows.length, more]);

  return (
    <>
      <div role="table" aria-label="Decisions" aria-rowcount={rows.length} className="decisions">
        <div role="row" className="drow head" tabIndex={-1}>
          {['decision', 'time', 'strategy', 'symbol', 'side', 'verdict', 'why', 'order'].map(
            (name) => (
              <span role="columnheader" key={name}>
                {name}
              </span>
            ),
          )}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
        <div ref={box} className="dscroll" tabIndex={0} role="rowgroup" aria-label="rows">
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
            {shown.map(({ index, key, start }) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <Row
                  key={key}
                  row={row}
                  index={index}
                  top={start}
                  open={props.open === row.id}
                  onOpen={props.onOpen}
                />
              );
            })}
          </div>
        </div>
      </div>
      <Foot found={found} />
    </>
  );
}

function Row(props: {
  readonly row: DecisionRow;
  readonly index: number;
  readonly top: number;
  readonly open: boolean;
  readonly onOpen: (id: string) => void;
}) {
  const { row, open } = props;
  const allowed = row.verdict === 'allowed';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in it is reached by the keyboard
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={props.index + 1}
      className={open ? 'drow open' : 'drow'}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => props.onOpen(row.id)}
    >
      <span role="cell">
        <button type="button" className="link" aria-expanded={open}>
          {row.id}
        </button>
      </span>
      <span role="cell">{instant(row.at)}</span>
      <span role="cell">{row.strategy}</span>
      <span role="cell">{symbol(row.symbol)}</span>
      <span role="cell">{row.side === 'long' ? '↑ long' : '↓ short'}</span>
      <span role="cell">
        <State tone={allowed ? 'good' : 'quiet'} mark={allowed ? '✓' : '✕'}>
          {row.verdict}
        </State>
      </span>
      <span role="cell" title={row.text}>
        {row.reason === null ? row.text : words(row.reason)}
      </span>
      <span role="cell">
        {row.quantity === null ? '' : `${row.quantity} @ ${price(row.limitPrice)}`}
      </span>
    </div>
  );
}

function Foot({ found }: { readonly found: Rows }) {
  const { rows, searchedFrom, state, problem, more } = found;
  if (problem !== null) {
    return (
      <p className="problem" role="status">
        <State tone="warn">not told</State> {problem}{' '}
        <button type="button" className="link" onClick={more}>
          ask again
        </button>
      </p>
    );
  }
  const reach =
    searchedFrom === null || searchedFrom <= 1 ? '' : `, looked at down to d${searchedFrom}`;
  const count = `${rows.length.toLocaleString('en-US')} rows${reach}`;
  if (state === 'asking') return <Quiet>{count}; looking further…</Quiet>;
  if (state === 'full')
    return <Quiet>{count}: choose an earlier decision to see older ones.</Quiet>;
  if (rows.length === 0) return <Quiet>No decision fits. {count}.</Quiet>;
  return <Quiet>{state === 'all' ? `${count}: that is all.` : `${count}; more below.`}</Quiet>;
}
