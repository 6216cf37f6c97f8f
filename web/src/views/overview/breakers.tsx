import type { BreakerStatus, PortfolioStatus } from '../../../../src/domain/status.ts';
import { instant, percent, words } from '../../format.ts';
import { Panel, State, Table, type Tone } from '../../parts/parts.tsx';

const inUnit = (value: number | null, unit: BreakerStatus['unit']): string => {
  if (value === null) return 'not known';
  if (unit === 'fraction') return percent(value);
  return unit === 'z' ? `z ${value.toFixed(2)}` : String(value);
};

const TONES: Readonly<Record<BreakerStatus['state'], Tone>> = {
  inactive: 'good',
  warning: 'warn',
  active: 'bad',
  recovering: 'warn',
};

/** How much of the way to the limit is gone, 0 to 1. */
function nearness({ limit, distance }: BreakerStatus): number {
  if (distance === null || limit === 0) return 0;
  return Math.min(1, Math.max(0, 1 - distance / Math.abs(limit)));
}

export function Breakers(props: { readonly status: PortfolioStatus }) {
  const { breakers, regime, regimeZ } = props.status;
  return (
    <Panel
      title="Distance to each breaker"
      note={`regime ${regime}, z ${regimeZ?.toFixed(2) ?? 'not known'}`}
    >
      <Table
        label="Breakers"
        none="No breaker is told."
        rows={breakers}
        idOf={(breaker) => breaker.id}
        columns={[
          { name: 'breaker', cell: ({ id }) => words(id) },
          {
            name: 'state',
            cell: ({ state, off, until }) => (
              <>
                <State tone={off === undefined ? TONES[state] : 'warn'}>
                  {off === undefined ? state : `off (would be ${off.would})`}
                </State>
                {until === null ? '' : ` until ${instant(until)}`}
              </>
            ),
          },
          { name: 'now', figure: true, cell: ({ value, unit }) => inUnit(value, unit) },
          { name: 'limit', figure: true, cell: ({ limit, unit }) => inUnit(limit, unit) },
          {
            name: 'distance',
            figure: true,
            cell: ({ distance, unit }) => inUnit(distance, unit),
          },
          {
            name: 'gone',
            cell: (breaker) => (
              <span className="meter-track gone" aria-hidden="true">
                <span
                  className={nearness(breaker) >= 0.8 ? 'meter-fill near' : 'meter-fill'}
                  style={{ width: `${nearness(breaker) * 100}%` }}
                />
              </span>
            ),
          },
        ]}
      />
    </Panel>
  );
}
