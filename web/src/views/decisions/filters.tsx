import type { Place } from '../../data/route.ts';
import { useStatus } from '../../data/use-desk.ts';
import { words } from '../../format.ts';

type Query = Place['query'];

export function Filters(props: {
  readonly query: Query;
  readonly onChange: (query: Query) => void;
}) {
  const { exposure, entries } = useStatus();
  const { query, onChange } = props;
  const set = (name: string, value: string): void => onChange({ ...query, [name]: value });
  const select = (name: string, options: readonly (readonly [string, string])[]) => (
    <label>
      {name}
      <select value={query[name] ?? ''} onChange={(event) => set(name, event.target.value)}>
        <option value="">any</option>
        {options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
  const strategies = exposure.strategies.map(({ key }) => key).filter((key) => key !== 'EXTERNAL');
  return (
    <form className="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      {select(
        'strategy',
        strategies.map((id) => [id, id]),
      )}
      {select(
        'symbol',
        exposure.assets.map(({ key }) => [`${key}USDT`, key]),
      )}
      {select('verdict', [
        ['allowed', 'allowed'],
        ['refused', 'refused'],
      ])}
      {select(
        'reason',
        Object.entries(entries.byReason).map(([id, n]) => [id, `${words(id)} (${n})`]),
      )}
      <label>
        words
        <input
          type="search"
          size={12}
          maxLength={200}
          defaultValue={query['text'] ?? ''}
          onChange={(event) => set('text', event.target.value)}
        />
      </label>
      <label>
        up to decision
        <input
          inputMode="numeric"
          pattern="d?[0-9]*"
          placeholder="newest"
          size={9}
          defaultValue={query['to'] ?? ''}
          onChange={(event) => {
            const digits = event.target.value.replace(/\D/g, '').slice(0, 15);
            set('to', digits);
          }}
        />
      </label>
      {Object.values(query).some((value) => value !== '') ? (
        <button type="reset" onClick={() => onChange({})}>
          all of them
        </button>
      ) : null}
    </form>
  );
}
