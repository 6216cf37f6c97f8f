import { goTo, usePlace } from '../../data/route.ts';
import { useStatus } from '../../data/use-desk.ts';
import { Panel } from '../../parts/parts.tsx';
import { Explained } from './explained.tsx';
import { Filters } from './filters.tsx';
import { List } from './list.tsx';

/** Every entry that was allowed or refused; a row opens why. */
export function Decisions() {
  const { item, query } = usePlace();
  const { entries } = useStatus();
  const note = `${entries.allowed} allowed, ${entries.refused} refused since the first start`;
  return (
    <div className={item === '' ? 'stack' : 'stack beside'}>
      <Panel title="Decisions, newest first" note={note}>
        <Filters query={query} onChange={(next) => goTo('decisions', item, next)} />
        <List query={query} open={item} onOpen={(id) => goTo('decisions', id, query)} />
      </Panel>
      {item === '' ? null : <Explained id={item} onClose={() => goTo('decisions', '', query)} />}
    </div>
  );
}
