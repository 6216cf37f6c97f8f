/** What an upgrade did, as a page for the files of the desk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../home.ts';
import type { UpgradeRecord } from './record.ts';

export function upgradeText(record: UpgradeRecord): string {
  const { from, to, actor, reason, startedAt, state, steps } = record;
  const lines = [
    `# Upgrade to build ${to}`,
    '',
    `From build ${from ?? 'unknown'}, begun ${iso(startedAt)} by ${actor}: ${reason}. Outcome: ${state}.`,
    '',
    ...steps.flatMap(({ id, state: how, at, evidence }) => [
      `- ${id}: ${how} at ${iso(at)}`,
      ...evidence.map((line) => `  - ${line}`),
    ]),
    '',
  ];
  return lines.join('\n');
}

/** Returns where. */
export function writeUpgradeReport(home: Home, record: UpgradeRecord): string {
  const name = `upgrade-${iso(record.startedAt).replace(/[:.]/g, '')}.md`;
  mkdirSync(home.reports, { recursive: true, mode: 0o700 });
  const path = join(home.reports, name);
  writeFileSync(path, upgradeText(record), { mode: 0o600 });
  return path;
}

const iso = (at: number): string => new Date(at).toISOString();
