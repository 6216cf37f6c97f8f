import { useStatus } from '../../data/use-desk.ts';
import { Attention } from './attention.tsx';
import { Breakers } from './breakers.tsx';
import { Closures } from './closures.tsx';
import { Curves } from './curves.tsx';
import { Events, Processes } from './happens.tsx';
import { NextTasks, Overrides } from './next.tsx';
import { Phases } from './phases.tsx';

/** The whole portfolio at a glance, what is wrong first. */
export function Overview() {
  const status = useStatus();
  return (
    <div className="grid">
      <Curves />
      <div className="stack">
        <Closures status={status} />
        <Breakers status={status} />
        <Overrides status={status} />
        <NextTasks status={status} />
      </div>
      <div className="stack">
        <Attention status={status} />
        <Phases launch={status.launch} />
        <Processes />
      </div>
      <Events />
    </div>
  );
}
