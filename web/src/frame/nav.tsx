import { linkTo } from '../data/route.ts';
import { useDesk } from '../data/use-desk.ts';
import { VIEWS } from './views.ts';

/** What waits in a view, as a figure with its meaning. */
function useWaiting(): Readonly<Record<string, readonly [count: number, of: string]>> {
  const { status } = useDesk();
  if (status === null) return {};
  const { alerts, incidents, tasks } = status.operations;
  return {
    overview: [alerts.filter((a) => a.acknowledged === null).length, 'alerts not acknowledged'],
    incidents: [incidents.filter((i) => i.state !== 'resolved').length, 'open'],
    cadence: [tasks.filter((t) => t.state === 'due' || t.state === 'overdue').length, 'due'],
    exposure: [status.positions.length, 'positions'],
  };
}

export function Nav(props: { readonly view: string }) {
  const waiting = useWaiting();
  return (
    <nav aria-label="Views">
      <ul>
        {VIEWS.map(({ id, title }) => {
          const [count, of] = waiting[id] ?? [0, ''];
          return (
            <li key={id}>
              <a href={linkTo(id)} aria-current={props.view === id ? 'page' : undefined}>
                {title}
                {count === 0 ? null : (
                  <span className="count" title={`${count} ${of}`}>
                    {count}
                    <span className="sr-only"> {of}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
