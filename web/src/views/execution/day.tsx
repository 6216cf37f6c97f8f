import type { DailyReport, DayRate } from '../../../../src/domain/daily-report.ts';
import { api, NotTold } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { percent, symbol, words } from '../../format.ts';
import { Panel, Table, Told } from '../../parts/parts.tsx';

const EVERY_MS = 20_000;

/** The running day as its report will have it. */
async function runningDay(): Promise<DailyReport> {
  const { data, error, response } = await api.GET('/api/reports/today', {
    params: { query: { format: 'json' } },
    parseAs: 'json',
  });
  if (response.ok) return data as unknown as DailyReport;
  const { text } = (error ?? {}) as { readonly text?: unknown };
  throw new NotTold(response.status, typeof text === 'string' ? text : `answer ${response.status}`);
}

const rate = ({ value, samples }: DayRate, text: (value: number) => string): string =>
  value === null ? `too few (${samples})` : text(value);

export function Day() {
  const day = useAnswer('running day', runningDay, EVERY_MS);
  return (
    <Panel title="The running day by bucket and symbol" wide>
      <Told of={day}>
        {({ execution }) => (
          <div className="two">
            <Table
              label="Execution by bucket and symbol"
              none="No order was sent on this day."
              rows={execution.rows}
              idOf={(row) => `${row.bucket} ${row.symbol}`}
              columns={[
                { name: 'bucket', cell: ({ bucket }) => bucket },
                { name: 'symbol', cell: (row) => symbol(row.symbol) },
                { name: 'orders', figure: true, cell: ({ orders }) => orders },
                {
                  name: 'fill ratio',
                  figure: true,
                  cell: ({ fillRatio }) => rate(fillRatio, (value) => percent(value, 1)),
                },
                {
                  name: 'slippage, bps',
                  figure: true,
                  cell: ({ slippageBps }) => rate(slippageBps, (value) => value.toFixed(2)),
                },
              ]}
            />
            <Table
              label="How entries ended"
              none="No entry has ended on this day."
              rows={[
                ...execution.ends.map(({ end, count }) => ({ name: words(end), count })),
                ...execution.endedByReason.map(({ reason, count }) => ({
                  name: `by ${words(reason)}`,
                  count,
                })),
              ]}
              idOf={({ name }) => name}
              columns={[
                { name: 'how entries ended', cell: ({ name }) => name },
                { name: 'entries', figure: true, cell: ({ count }) => count },
              ]}
            />
          </div>
        )}
      </Told>
    </Panel>
  );
}
