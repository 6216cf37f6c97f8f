import type { Command } from 'commander';
import { BusClient } from '../bus/client.ts';
import type { PublicEvent } from '../bus/messages.ts';
import { socketPath } from '../bus/socket-path.ts';
import { homeOption, wholeNumber } from './arguments.ts';
import { withService } from './connection.ts';
import { instant } from './figures.ts';
import { type Palette, palette, wantsColour } from './paint.ts';
import { printJsonLine, printLine } from './print.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly limit: number;
}

const FIRST_LOOK_BACK = 2_000;
const PAGE = 5_000;
const MAX_PAGES = 1_000;

export function registerEvents(root: Command): void {
  root
    .command('events')
    .description('what happened, from the journal: newest last')
    .option('--follow', 'keep printing events as they happen, until Ctrl-C')
    .option('--limit <n>', 'how many at most', wholeNumber(1, 5_000), 100)
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'one JSON object a line')
    .action(async (options: Options) => {
      const home = homeOption(options.home);
      const colours = palette(wantsColour(process.stdout));
      const show = (event: PublicEvent): void =>
        options.json === true ? printJsonLine(event) : printLine(eventLine(event, colours));
      const events = await withService(home, 'orchestrator', (service) =>
        newestEvents(service, options.limit),
      );
      for (const event of events) show(event);
      if (options.follow === true) await follow(home, events.at(-1)?.sequence ?? 0, show);
    });
}

/** The last `limit` events: looks back ever further until there are enough. */
async function newestEvents(
  service: BusClient<'orchestrator'>,
  limit: number,
): Promise<readonly PublicEvent[]> {
  const { journal } = await service.request('status', {});
  for (let back = FIRST_LOOK_BACK; ; back *= 8) {
    const after = Math.max(0, journal.sequence - back);
    const events = await eventsAfter(service, after);
    if (events.length >= limit || after === 0) return events.slice(-limit);
  }
}

/** All events after a record, page by page. */
async function eventsAfter(
  service: BusClient<'orchestrator'>,
  from: number,
): Promise<readonly PublicEvent[]> {
  const events: PublicEvent[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const after = events.at(-1)?.sequence ?? from;
    const more = await service.request('events', { after, limit: PAGE }, 20_000);
    events.push(...more);
    if (more.length < PAGE) break;
  }
  return events;
}

export function eventLine(event: PublicEvent, colours: Palette): string {
  const paint = { info: colours.dim, warning: colours.yellow, critical: colours.red };
  const severity = paint[event.severity](event.severity.padEnd(8));
  return `${instant(event.at)}  ${severity}  ${event.source.padEnd(12)}  ${event.text}`;
}

/** Runs until interrupted; after a lost connection it goes on where it was. */
async function follow(home: string, from: number, show: (event: PublicEvent) => void) {
  let last = from;
  const once = (event: PublicEvent): void => {
    if (event.sequence <= last) return;
    last = event.sequence;
    show(event);
  };
  const client = new BusClient({
    service: 'orchestrator',
    path: socketPath(home, 'orchestrator'),
    peer: `cli:${process.pid}`,
    topics: { event: once },
    onUp: () => {
      client
        .request('events', { after: last, limit: 5_000 })
        .then((missed) => {
          for (const event of missed) once(event);
        })
        .catch(() => {});
    },
  });
  await new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
  client.close();
}
