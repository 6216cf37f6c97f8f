/**
 * What stands between a change and money, through the command line and real processes: people with
 * tokens, overrides and their second person, the refusals of a proposal, and the gate of seven days.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { appendFacts, openChangeJournal } from '../../src/change/change-journal.ts';
import type { ChangeStatus } from '../../src/domain/change-office.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import { configCopy, SHORT_PHASES } from './support/config-copy.ts';
import { type Result, removeFolders, septet, temporaryFolder } from './support/program.ts';
import { Stack, type Up } from './support/stack.ts';

/** A dozen commands a test, each a process of its own. */
vi.setConfig({ testTimeout: 120_000 });

const stack = new Stack(temporaryFolder('home'));
const home = ['--home', stack.home.path];
const said = ['--reason', 'drill'];
const own = (file: string): string => join(stack.home.versions, file);
let up: Up;

afterAll(async () => {
  await stack.dispose();
  removeFolders();
});

type Person = (...commandLine: readonly string[]) => Promise<Result>;
const withToken =
  (token: string): Person =>
  (...commandLine) =>
    septet([...commandLine, ...home], { SEPTET_TOKEN: token });
const nobody: Person = (...commandLine) => septet([...commandLine, ...home]);

async function registered(by: Person, name: string, role: string): Promise<Person> {
  const { stdout } = await by('people', 'add', name, '--role', role, '--json');
  return withToken((JSON.parse(stdout) as { readonly token: string }).token);
}

const people = { desk: nobody, second: nobody };
const refused = async (answer: Promise<Result>, words: RegExp): Promise<void> => {
  const { code, stdout, stderr } = await answer;
  expect(`${stdout}${stderr}`).toMatch(words);
  expect(code).not.toBe(0);
};
const changes = async (): Promise<ChangeStatus> =>
  (JSON.parse((await people.desk('config', 'status', '--json')).stdout) as StatusReply).answer;
interface StatusReply {
  readonly answer: ChangeStatus;
}

it('CHG-3 CHG-4 an override that loosens needs a token and a second person, and shows both', async () => {
  const gates = ['changes.yaml', 'enforcedFor: [live]', 'enforcedFor: [paper, live]'] as const;
  up = stack.up(['--config', configCopy(SHORT_PHASES, gates), '--speed', '60']);
  await stack.statusWhen('an answer', 60_000, () => true);
  people.desk = await registered(nobody, 'desk', 'admin');
  people.second = await registered(people.desk, 'second operator', 'risk');
  const { desk, second } = people;
  const off = ['override', 'add', 'breaker', 'daily_soft', 'off', ...said];
  const unknown = ['override', 'add', 'limit', 'risk.yaml:caps.assets.BTC=20%', ...said];
  await Promise.all([
    refused(nobody(...off, '--for', '2h'), /needs role risk/),
    refused(desk(...off, '--for', '13h'), /12 h, not 13 h/),
    refused(desk(...unknown, '--for', '2h'), /did you mean risk.yaml:caps.asset.BTC/),
  ]);
  expect((await stack.status())?.overrides).toEqual([]);
  expect((await desk(...off, '--for', '2h')).stdout).toMatch(/T1/);
  await refused(desk('confirm', 'T1', ...said), /another|somebody else|second/i);
  expect(await second('confirm', 'T1', ...said)).toMatchObject({ code: 0 });
  expect((await stack.status())?.overrides).toMatchObject([
    { id: 'O1', actor: 'desk', role: 'admin', confirmedBy: 'second operator' },
  ]);
});

it('CHG-1 CHG-2 RB-2 what may not be is refused in words while it runs, and changes nothing', async () => {
  const { desk } = people;
  const before = await changes();
  const risk = readFileSync(own('risk.yaml'), 'utf8');
  writeFileSync(own('risk.yaml'), `<<<<<<< ours\n${risk}`);
  await refused(desk('config', 'propose', ...said), /risk\.yaml:1/);
  writeFileSync(own('risk.yaml'), risk.replace('BTC: 30%', 'BTC: 300%'));
  await refused(desk('config', 'propose', ...said), /risk\.yaml:\d+.*BTC/s);
  writeFileSync(own('risk.yaml'), risk.replace('BTC: 30%', 'BTC: 25%'));
  expect(await desk('config', 'propose', ...said)).toMatchObject({ code: 0 });
  await Promise.all([
    refused(desk('rollback', 'start', ...said), /known-good/),
    refused(desk('config', 'approve', 'p-1', ...said), /somebody else/),
    refused(desk('config', 'promote', 'p-1', ...said), /has not been traded on paper/),
    refused(nobody('config', 'promote', 'p-1', ...said), /role/),
  ]);
  const after = await changes();
  expect(after.inForce).toEqual(before.inForce);
  expect(after.open).toMatchObject([{ id: 'p-1', state: 'open', approvals: [] }]);
});

/** As the shadow records it, with the wall time that a test does not have. */
function onPaper(content: string, days: number, verdict: 'pass' | null): void {
  const at = Date.now();
  const journal = openChangeJournal(stack.home.changes, 'test');
  const counted = days * DAY_MS;
  const progress = { content, startedAt: at - counted, counted, needed: 7 * DAY_MS, gaps: 0 };
  const about = { at, proposal: 'p-1' };
  appendFacts(journal, [
    { kind: 'paper', ...about, progress: { ...progress, updatedAt: at, counts: true } },
  ]);
  if (verdict !== null) {
    const report = { content, verdict, report: 'p-1', at, counts: true };
    appendFacts(journal, [{ kind: 'paper_report', ...about, report }]);
  }
  journal.close();
}

it('CHG-2 CHG-4 before day 7 a promotion is refused; after it, with a second person, it is in force', async () => {
  const { desk, second } = people;
  await desk('down');
  await up.ended;
  const content = (await changes()).open[0]!.version.content;
  onPaper(content, 6.9, null);
  expect(await second('config', 'approve', 'p-1', ...said)).toMatchObject({ code: 0 });
  await refused(desk('config', 'promote', 'p-1', ...said), /98\.6 % of its time on paper/);
  onPaper(content, 7, 'pass');
  expect(await desk('config', 'promote', 'p-1', ...said)).toMatchObject({ code: 0 });
  const { inForce, drift } = await changes();
  expect(inForce).toMatchObject({ by: 'promotion', content, author: 'desk', class: 'major' });
  expect(drift).toEqual([]);
  appendFileSync(own('guards.yaml'), '# edited\n');
  expect((await changes()).drift).toEqual(['guards.yaml']);
});
