import { describe, expect, it } from 'vitest';
import { BUS_PROTOCOL } from '../../bus/protocol.ts';
import type { ChangeOffice } from '../../change/office.ts';
import { filesOfFolder } from '../../change/store/content.ts';
import { DEFAULT_FOLDER } from '../../config/testing/config-folder.ts';
import type { ConfigVersion } from '../../domain/change.ts';
import type { VirtualPosition } from '../../domain/execution.ts';
import { strategyId, symbolId } from '../../domain/ids.ts';
import { JOURNAL_FORMAT } from '../../domain/journal.ts';
import { asRunHere } from '../change-over.ts';
import { homeAt } from '../home.ts';
import type { RunFile } from '../run-file.ts';
import { driveUpgrade, type UpgradePorts } from './drive.ts';
import { type ConfigurationLook, upgradeFindings } from './findings.ts';
import type { UpgradeLook } from './look.ts';
import { UPGRADE_STEPS, type UpgradeRecord, type UpgradeStepId } from './record.ts';
import { upgradeText } from './report.ts';
import { upArguments } from './supervisor-step.ts';

const NEW = '0.2.0+new';
const OLD = '0.1.0+old';

const BEGUN: UpgradeRecord = {
  ...{ schema: 'septet.upgrade/1', from: OLD, to: NEW, actor: 'desk', reason: 'release' },
  ...{ startedAt: 0, haltedBefore: null, state: 'running', steps: [] },
};

type Restarted = Exclude<UpgradeStepId, 'halt' | 'smoke' | 'phases'>;

/** A home as the steps change it. Everything the machine asks for may be the last thing it does. */
class World {
  halted = false;
  lifted = false;
  builds = new Map<Restarted, string>();
  restarts: Restarted[] = [];
  saved: UpgradeRecord = BEGUN;
  smoked = 0;
  /** Acts and writes until the kill; negative: none. */
  left = -1;
  fails: UpgradeStepId | null = null;

  private alive(): void {
    if (this.left === 0) throw new Killed();
    this.left -= 1;
  }

  ports(): UpgradePorts {
    return {
      now: () => 0,
      save: (record) => {
        this.alive();
        this.saved = record;
      },
      tell: () => {},
      isDone: (step) => {
        const restarts = !['halt', 'smoke', 'phases'].includes(step);
        const done = restarts && this.builds.get(step as Restarted) === NEW;
        return Promise.resolve(done ? `runs build ${NEW}` : null);
      },
      act: (step) => {
        this.alive();
        if (this.fails === step) return Promise.resolve({ ok: false, text: 'it does not come up' });
        this.carryOut(step);
        this.alive();
        return Promise.resolve({ ok: true, evidence: [step] });
      },
    };
  }

  private carryOut(step: UpgradeStepId): void {
    switch (step) {
      case 'halt':
        this.halted = true;
        return;
      case 'smoke':
        this.smoked += 1;
        return;
      case 'phases':
        // Entries open again only over a whole new program that was tested.
        expect([...this.builds.values()]).toEqual(Array(6).fill(NEW));
        expect(this.smoked).toBeGreaterThan(0);
        this.halted = false;
        this.lifted = true;
        return;
      default:
        expect(this.halted, `${step} is replaced under a halt`).toBe(true);
        this.builds.set(step, NEW);
        this.restarts.push(step);
    }
  }
}

class Killed extends Error {}

/** A kill ends the machine where it stands; what it would have caught is not caught. */
async function run(world: World): Promise<UpgradeRecord | null> {
  const ports = world.ports();
  let killed = false;
  const never = new Promise<never>(() => {});
  const fatal = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Killed) killed = true;
      throw error;
    }
  };
  const guarded: UpgradePorts = {
    ...ports,
    save: (record) => fatal(() => ports.save(record)),
    act: (step, record) => {
      try {
        return ports.act(step, record);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        killed = true;
        return never;
      }
    },
  };
  const ended = driveUpgrade(world.saved, guarded).catch((error: unknown) => {
    if (error instanceof Killed) return null;
    throw error;
  });
  // A few turns are enough: nothing here waits for time.
  const idle = (async () => {
    for (let turn = 0; turn < 400; turn += 1) {
      await Promise.resolve();
      if (killed) return null;
    }
    return ended;
  })();
  return Promise.race([ended, idle]);
}

describe('the order of an upgrade', () => {
  it('OPS-7 halts first, replaces the executor last, and opens entries only after the smoke test', async () => {
    const world = new World();
    const ended = await run(world);
    expect(ended?.state).toBe('done');
    expect(ended?.steps.map(({ id, state }) => `${id} ${state}`)).toEqual(
      UPGRADE_STEPS.map((id) => `${id} done`),
    );
    expect(world.restarts).toEqual([
      ...['supervisor', 'orchestrator', 'workers', 'feed', 'api', 'executor'],
    ]);
    expect(world.lifted).toBe(true);
  });

  it('OPS-7 killed at every place and asked for again it comes to the same end, each process replaced once', async () => {
    let places = 0;
    for (let left = 0; ; left += 1) {
      const world = new World();
      world.left = left;
      const first = await run(world);
      if (first !== null) break;
      places += 1;
      // Whatever was done, entries are open only before the first step and after the last.
      if (world.restarts.length > 0 && !world.lifted) expect(world.halted).toBe(true);
      world.left = -1;
      const again = await run(world);
      expect(again?.state).toBe('done');
      expect(again?.steps.map(({ state }) => state)).toEqual(UPGRADE_STEPS.map(() => 'done'));
      expect(world.restarts).toEqual([...new Set(world.restarts)]);
      expect(world.lifted).toBe(true);
    }
    expect(places).toBeGreaterThan(30);
  });

  it('OPS-7 ends at a step that fails, names it, and leaves entries halted', async () => {
    for (const step of UPGRADE_STEPS.slice(1)) {
      const world = new World();
      world.fails = step;
      const ended = await run(world);
      expect(ended?.state).toBe('failed');
      expect(ended?.steps.at(-1)).toMatchObject({
        ...{ id: step, state: 'failed', evidence: ['it does not come up'] },
      });
      expect(world.halted && !world.lifted).toBe(true);
      world.fails = null;
      expect((await run(world))?.state).toBe('done');
    }
  });

  it('OPS-7 leaves a page with each step and its evidence', async () => {
    const ended = await run(new World());
    const text = upgradeText(ended ?? BEGUN);
    expect(text).toContain(`# Upgrade to build ${NEW}`);
    expect(text).toContain('- executor: done at 1970-01-01T00:00:00.000Z\n  - executor');
  });
});

const said = (build: string, parts: { protocol?: string; journal?: string } = {}) => ({
  ...{ build, protocol: BUS_PROTOCOL, journal: JOURNAL_FORMAT, ...parts },
});
const POSITION: VirtualPosition = {
  ...{ strategy: strategyId('S3'), symbol: symbolId('BTC/USDT:USDT'), decision: 1 },
  side: 'long',
  ...{ quantity: '0.05', entryPrice: '90000', openedAt: 0, stopPrice: '88000' },
  ...{ stopOnVenue: true, trailingArmed: false },
};
const LOOK: UpgradeLook = {
  installed: said(NEW),
  supervisor: { name: 'supervisor', pid: 1, versions: said(OLD) },
  processes: [
    { name: 'executor', pid: 2, versions: said(OLD) },
    { name: 'feed', pid: 3, versions: said(NEW) },
  ],
  ...{ positions: [POSITION], venueTrouble: null, haltedBy: null, status: null, incidents: [] },
  ...{ rollback: null, changes: null, keyTrouble: null },
};
const WHOLE: ConfigurationLook = { completion: [], class: null, enforced: false, fault: null };

describe('what an upgrade would change', () => {
  it('OPS-7 names builds, protocols, the configuration, positions and their stops', () => {
    const completion = ['risk.yaml: caps.otherAsset'];
    const configuration = { completion, class: 'major', enforced: true, fault: null } as const;
    const { lines, blockers } = upgradeFindings({ ...LOOK, haltedBy: 'desk' }, configuration);
    expect(blockers).toEqual([]);
    expect(lines).toEqual([
      `installed     build ${NEW}, ${BUS_PROTOCOL}, ${JOURNAL_FORMAT}`,
      `supervisor    ${OLD}`,
      `executor      ${OLD}`,
      'feed          runs this build',
      'configuration gets, as this build has it (major; gates hold here: needs role risk and --reason):',
      '  risk.yaml: caps.otherAsset',
      'position      S3 BTC/USDT:USDT long 0.05, stop 88000 at the venue',
      'ENTRY_HALT    by desk: it stays after the upgrade (septet resume)',
    ]);
  });

  it.each<[string, Partial<UpgradeLook>, Partial<ConfigurationLook>, RegExp]>([
    [
      'a position without a stop',
      { positions: [{ ...POSITION, stopOnVenue: false }] },
      {},
      /S3 BTC\/USDT:USDT has no stop at the venue: wait .* flatten/,
    ],
    ['an executor that is silent', { positions: null }, {}, /executor does not answer/],
    ['a venue that is away', { venueTrouble: 'timeout' }, {}, /venue cannot be used \(timeout\)/],
    ['an open P2', { incidents: [{ id: 'I4', class: 'P2' }] }, {}, /I4 \(P2\) is open/],
    ['no key of the venue', { keyTrouble: 'there is no API key' }, {}, /no key of the venue/],
    [
      'files this build cannot run',
      {},
      { fault: 'this build cannot run what is in force' },
      /cannot run/,
    ],
    [
      'journals of a later format',
      {
        supervisor: {
          name: 'supervisor',
          pid: 1,
          versions: said(OLD, { journal: 'septet.journal/99' }),
        },
      },
      {},
      /journals of septet.journal\/99.*a downgrade/,
    ],
  ])('OPS-7 waits for %s, and says what helps', (_what, look, configuration, words) => {
    const { blockers } = upgradeFindings({ ...LOOK, ...look }, { ...WHOLE, ...configuration });
    expect(blockers).toHaveLength(1);
    expect(blockers[0]).toMatch(words);
  });

  it('OPS-7 an open P3 does not hold it up; one that was begun comes to its end whatever opened since', () => {
    const incidents = [{ id: 'I5', class: 'P3' }];
    expect(upgradeFindings({ ...LOOK, incidents }, WHOLE).blockers).toEqual([]);
    const worse = { ...LOOK, incidents: [{ id: 'I6', class: 'P1' }] };
    expect(upgradeFindings(worse, WHOLE, true).blockers).toEqual([]);
  });

  it('OPS-7 shows a process that speaks another protocol', () => {
    const silent = { name: 'executor', pid: 2, versions: said(OLD, { protocol: 'septet.bus/0' }) };
    const { lines } = upgradeFindings({ ...LOOK, processes: [silent] }, WHOLE);
    expect(lines[2]).toBe(`executor      ${OLD}, septet.bus/0: does not talk to this build`);
  });
});

describe('the new supervisor', () => {
  it('OPS-7 is started as the one before was', () => {
    const home = homeAt('/data/home');
    const base = { options: {}, config: { venue: { kind: 'paper' } } } as unknown as RunFile;
    const generated = { ...base, market: { kind: 'generated', seed: 3 } } as RunFile;
    expect(upArguments(home, generated)).toEqual(['up', '--home', '/data/home', '--no-browser']);
    const recorded: RunFile = {
      ...base,
      options: { speed: 600, apiPort: 0, profile: 'conservative' },
      market: { kind: 'recorded', directory: '/data/candles', from: 0, to: 86_400_000 },
    };
    expect(upArguments(home, recorded).slice(4)).toEqual([
      ...['--speed', '600', '--profile', 'conservative', '--port', '0'],
      ...['--data', '/data/candles', '--from', '1970-01-01', '--to', '1970-01-02'],
    ]);
    const live = { ...generated, config: { venue: { kind: 'live' } } } as unknown as RunFile;
    expect(upArguments(home, live).at(-1)).toBe('--live');
  });
});

describe('a rollback to a version of an older build', () => {
  it("OPS-7 RB-2 runs it with this build's own of what it lacks, and says so", async () => {
    const defaults = filesOfFolder(DEFAULT_FOLDER);
    const files = new Map(defaults);
    const risk = Buffer.from(files.get('risk.yaml') ?? []).toString();
    files.set(
      'risk.yaml',
      Buffer.from(risk.replace('  otherAsset: 15%\n', '').replace('BTC: 30%', 'BTC: 28%')),
    );
    const said: string[] = [];
    const office = {
      filesOf: () => Promise.resolve(files),
      ports: { defaults: () => defaults, say: (_: string, text: string) => said.push(text) },
    } as unknown as ChangeOffice;
    const run = {
      config: { venue: { kind: 'paper' }, runtime: { speed: 60 }, firstLive: {} },
    } as unknown as RunFile;
    const version = { commit: 'ab'.repeat(20) } as ConfigVersion;
    const { config } = await asRunHere(run, office, version);
    expect(config.kernel.caps).toMatchObject({ asset: { BTC: 0.28 }, otherAsset: 0.15 });
    expect(said).toEqual([
      'version ababababab lacks risk.yaml: caps.otherAsset: as this build has it',
    ]);
    files.set('risk.yaml', Buffer.from(`${risk}\nnonsense: 1\n`));
    await expect(asRunHere(run, office, version)).rejects.toThrow(/nonsense: unknown key/);
  });
});
