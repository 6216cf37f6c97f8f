import type { DecisionRecord, ExposurePair } from '../../../../src/domain/decision.ts';
import { figure, money, percent, words } from '../../format.ts';
import { Fact, Facts, Table } from '../../parts/parts.tsx';

const pair = ({ notional, risk }: ExposurePair): string =>
  `${percent(notional, 1)} / ${percent(risk, 1)}`;

export function Situation(props: { readonly record: DecisionRecord }) {
  const { record } = props;
  const { weights, capacity, caps, alignment, multipliers, openTrades } = record;
  const factors = [
    ...Object.entries(multipliers.risk).map(([name, value]) => ({ name, of: 'risk', value })),
    ...Object.entries(multipliers.size).map(([name, value]) => ({ name, of: 'size', value })),
  ];
  const exposures = (['strategy', 'asset', 'topThree', 'total'] as const).map((key) => ({
    key: key === 'topThree' ? 'top three' : key,
    before: record.exposureBefore[key],
    after: record.exposureAfter[key],
    cap: caps[key],
  }));
  return (
    <>
      <Facts>
        <Fact name="risk state">{record.riskState}</Fact>
        <Fact name="profile">{record.profile}</Fact>
        <Fact name="regime">{record.regime}</Fact>
        <Fact name="strictness">{record.strictness}</Fact>
        <Fact name="strategy weight">{percent(weights.strategyWeight, 1)}</Fact>
        <Fact name={`bucket ${weights.bucket ?? ''}`}>{percent(weights.bucketWeight, 1)}</Fact>
        <Fact name="equity, USDT">{money(capacity.equity)}</Fact>
        <Fact name="gross capacity, USDT">{money(capacity.gross)}</Fact>
        <Fact name="risk capacity, USDT">{money(capacity.risk)}</Fact>
        <Fact name="open trades">
          {openTrades.before} of {openTrades.limit}
        </Fact>
        <Fact name="alignment">
          {alignment.value === null ? 'undefined' : alignment.value.toFixed(2)} of {alignment.votes}{' '}
          votes{alignment.cluster ? ', cluster event' : ''}
        </Fact>
        <Fact name="version">{record.configVersion}</Fact>
      </Facts>
      <Table
        label="Exposure before and after"
        none=""
        rows={exposures}
        idOf={({ key }) => key}
        columns={[
          { name: 'exposure, notional / risk', cell: ({ key }) => key },
          { name: 'before', figure: true, cell: ({ before }) => pair(before) },
          { name: 'after', figure: true, cell: ({ after }) => pair(after) },
          { name: 'cap', figure: true, cell: ({ cap }) => percent(cap, 1) },
        ]}
      />
      <Table
        label="Multipliers"
        none="No multiplier was in force."
        rows={factors}
        idOf={({ name, of }) => `${of} ${name}`}
        columns={[
          { name: 'multiplier', cell: ({ name }) => words(name) },
          { name: 'of', cell: ({ of }) => of },
          { name: 'factor', figure: true, cell: ({ value }) => figure(value) },
        ]}
      />
      {record.overrides === undefined ? null : <p>Overrides: {record.overrides.join('; ')}</p>}
    </>
  );
}
