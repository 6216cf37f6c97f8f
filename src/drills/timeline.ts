/** What of a drill's events a person wants to read, in order. */
import type { DrillEvent } from './event-kinds.ts';
import type { DrillReport } from './report.ts';

/** Lines of a timeline at most. */
const LINES_MAX = 500;
/** Closures that are a matter of course, and of a start. */
const QUIET_CAUSES: readonly unknown[] = ['launch', 'infeasible', 'over_cap'];

type Line = DrillReport['timeline'][number];

export function timelineOf(events: readonly DrillEvent[]): {
  readonly timeline: readonly Line[];
  readonly omitted: number;
} {
  const timeline: Line[] = [];
  let omitted = 0;
  let last: DrillEvent | null = null;
  for (const event of events) {
    if (!isNews(event)) continue;
    const line = timeline.at(-1);
    if (last !== null && line !== undefined && isRepeated(last, event)) {
      timeline[timeline.length - 1] = { ...line, times: line.times + 1 };
    } else if (timeline.length < LINES_MAX) {
      timeline.push({ at: event.at, event: event.event, text: event.text, times: 1 });
    } else omitted += 1;
    last = event;
  }
  return { timeline, omitted };
}

function isNews({ event, fields }: DrillEvent): boolean {
  switch (event) {
    case 'closure':
      return !QUIET_CAUSES.includes(fields['cause']);
    case 'sent':
      return fields['command'] === 'place' && fields['role'] === 'entry';
    case 'entry_ended':
      return fields['end'] !== 'filled';
    case 'reconciliation':
      return fields['clean'] === false;
    case 'decision':
      return fields['verdict'] === 'refused';
    case 'check':
      return fields['to'] === 'failed' || fields['to'] === 'held';
    case 'fill':
    case 'position':
    case 'order':
      return false;
    default:
      return true;
  }
}

/** The same kind of thing again right away: told once, with how often. */
function isRepeated(a: DrillEvent, b: DrillEvent): boolean {
  if (a.event !== b.event) return false;
  if (a.event === 'decision') return a.fields['reason'] === b.fields['reason'];
  if (a.event === 'fault') return a.fields['id'] === b.fields['id'];
  return a.event === 'entry_ended' && a.fields['end'] === b.fields['end'];
}
