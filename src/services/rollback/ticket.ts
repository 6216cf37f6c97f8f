/** RB-6: the incident, and a file with the difference, the times, the symbols and the positions. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROLLBACK_STEPS, type Rollback, stepOf } from '../../change/rollback/book.ts';
import { shortRef } from '../../change/rollback/commands.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { VirtualPosition } from '../../domain/execution.ts';
import { ask, tell } from './ask.ts';
import type { RollbackHouse } from './office.ts';

const DECISIONS_MAX = 1_000;
/** Keys that a summary names, and its length: a reason has at most 500 characters. */
const SUMMARY_KEYS = 5;
const SUMMARY_MAX = 480;

export interface Ticket {
  readonly schema: 'septet.rollback/1';
  readonly rollback: Rollback;
  readonly incident: string | null;
  readonly differences: readonly string[];
  readonly symbols: readonly string[];
  readonly positionsThen: readonly string[];
  readonly positionsNow: readonly string[];
  /** Entries refused since the halt, by reason. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Returns the evidence of the step. */
export async function writeTicket(
  house: RollbackHouse,
  rollback: Rollback,
): Promise<readonly string[]> {
  const { home } = house;
  const halted = stepOf(rollback, 'RB-1')?.evidence ?? [];
  const part = (head: string): readonly string[] =>
    halted.flatMap((line) => (line.startsWith(head) ? [line.slice(head.length)] : []));
  const since = Date.parse(part('market time ')[0] ?? '');
  const [positions, decisions, differences] = await Promise.all([
    ask(home, 'executor', (client) => client.request('positions', {}, 2_000)),
    ask(home, 'orchestrator', (client) =>
      client.request('decisions', { before: null, limit: DECISIONS_MAX }, 4_000),
    ),
    house.differences(rollback.from, rollback.to).catch((error: unknown) => [String(error)]),
  ]);
  const refused = (decisions ?? []).filter(
    ({ verdict, at }) => verdict === 'refused' && (Number.isNaN(since) || at >= since),
  );
  const positionsThen = part('position ');
  const symbols = new Set([
    ...(positions ?? []).map(({ symbol }) => symbol),
    ...refused.map(({ signal }) => signal.symbol),
    ...positionsThen.flatMap((line) => /\S+\/\S+:\S+/.exec(line)?.[0].replace(/,$/, '') ?? []),
  ]);
  const about = { differences, symbols: [...symbols].sort(), positionsThen };
  const incident = await openIncident(house, rollback, summary(rollback, about));
  const ticket: Ticket = {
    schema: 'septet.rollback/1',
    rollback,
    incident,
    ...about,
    positionsNow: (positions ?? []).map(positionText),
    refused: byReason(refused),
  };
  mkdirSync(home.reports, { recursive: true, mode: 0o700 });
  const name = join(home.reports, `rollback-${rollback.id}`);
  write(`${name}.json`, `${JSON.stringify(ticket, null, 2)}\n`);
  write(`${name}.md`, markdown(ticket));
  return [
    `incident ${incident ?? 'not opened: the orchestrator does not answer'}`,
    `${name}.md`,
    `symbols ${ticket.symbols.join(', ') || 'none'}`,
  ];
}

export const positionText = (position: VirtualPosition): string => {
  const { strategy, symbol, side, quantity, entryPrice } = position;
  const stop = position.stopOnVenue ? 'stop rests at the venue' : 'no stop at the venue';
  return `${strategy} ${side} ${quantity} ${symbol} at ${entryPrice}, ${stop}`;
};

function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function byReason(refused: readonly DecisionRecord[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason } of refused) counts[reason ?? ''] = (counts[reason ?? ''] ?? 0) + 1;
  return counts;
}

/** What the incident says, and with it every message about it: to chats and signed webhooks as well. */
export function summary(
  { id }: Pick<Rollback, 'id'>,
  {
    differences,
    symbols,
    positionsThen,
  }: Pick<Ticket, 'differences' | 'symbols' | 'positionsThen'>,
): string {
  const rest = differences.length - SUMMARY_KEYS;
  const more = rest > 0 ? `, and ${rest} more` : '';
  return [
    `ticket of rollback ${id}: reports/rollback-${id}.md`,
    `differs: ${differences.slice(0, SUMMARY_KEYS).join(', ') || 'nothing'}${more}`,
    `symbols: ${symbols.join(', ') || 'none'}`,
    `positions when it began: ${positionsThen.join(', ') || 'none'}`,
  ]
    .join('; ')
    .slice(0, SUMMARY_MAX);
}

/** Once: one that a life before this opened is found by its title. P3: it closes nothing by itself. */
async function openIncident(
  { home }: RollbackHouse,
  { id, trigger, from, to }: Rollback,
  reason: string,
): Promise<string | null> {
  const title = `Rollback ${id} (${trigger}): ${from.version} to ${to.version}`;
  const find = async (): Promise<string | null> => {
    const incidents = await ask(home, 'orchestrator', (client) =>
      client.request('incidents', { all: true }, 2_000),
    );
    return incidents?.find((incident) => incident.title === title)?.id ?? null;
  };
  const known = await find();
  if (known !== null) return known;
  const about = { class: 'P3', title, playbook: null } as const;
  await tell(home, { kind: 'incident_open', ...about, actor: 'supervisor', reason });
  return await find();
}

function markdown(ticket: Ticket): string {
  const { rollback, differences, symbols, refused } = ticket;
  const list = (lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? ['- none'] : lines.map((line) => `- ${line}`);
  const time = (at: number): string => new Date(at).toISOString();
  const steps = ROLLBACK_STEPS.flatMap((id) => {
    const begun = rollback.log.find((step) => step.id === id);
    const end = stepOf(rollback, id);
    if (begun === undefined || end === null) return [];
    const evidence = end.evidence.join('; ').replaceAll('|', '/');
    return [`| ${id} | ${time(begun.at)} | ${time(end.at)} | ${end.state} | ${evidence} |`];
  });
  return [
    `# Rollback ${rollback.id}`,
    '',
    `- trigger: ${rollback.trigger}, by ${rollback.actor}: ${rollback.reason}`,
    `- from ${shortRef(rollback.from)}`,
    `- to ${shortRef(rollback.to)}`,
    `- incident: ${ticket.incident ?? 'not opened'}`,
    `- symbols: ${symbols.join(', ') || 'none'}`,
    ...['', '## Evidence', '', ...list(rollback.evidence)],
    ...['', '## What differs', '', ...list(differences)],
    ...['', '## Steps', '', '| step | begun | ended | state | evidence |', '|---|---|---|---|---|'],
    ...steps,
    ...['', '## Positions when it began', '', ...list(ticket.positionsThen)],
    ...['', '## Positions now', '', ...list(ticket.positionsNow)],
    ...['', '## Entries refused meanwhile', ''],
    ...list(Object.entries(refused).map(([reason, count]) => `${reason}: ${count}`)),
    '',
  ].join('\n');
}
