import { describe, expect, it } from 'vitest';
import type { OperatorCommand } from '../../bus/messages.ts';
import { strategyId } from '../../domain/ids.ts';
import { isAtLeast, ROLES, type Role, type Standing } from '../../domain/people.ts';
import { Rig, replies } from '../testing/rig.ts';
import { LEAST_ROLE } from './least-role.ts';

const KINDS = Object.keys(LEAST_ROLE) as OperatorCommand['kind'][];

/** One command of each kind in the form that loosens most; most of them find nothing to do. */
const WORDS: Readonly<Record<string, unknown>> = {
  profile: 'aggressive',
  step: 'B',
  alert: 'all',
  of: 'slippage_high',
  until: 0,
  silence: 'Q1',
  class: 'P3',
  title: 'by hand',
  playbook: null,
  incident: 'I1',
  action: 'none',
  rootCause: 'venue',
  task: 'none',
  target: { kind: 'breaker_off', breaker: 'daily_soft' },
  length: 3_600_000,
  override: 'O1',
  request: 'T1',
};

const standing = (role: Role | null, change: Partial<Standing> = {}): Standing => ({
  name: 'desk',
  role,
  registered: 2,
  confirmers: 2,
  problem: null,
  ...change,
});

function given(rig: Rig, kind: OperatorCommand['kind'], by?: Standing): string {
  const who = { actor: 'desk', reason: 'drill', ...(by === undefined ? {} : { by }) };
  const command = { ...WORDS, kind, ...who } as unknown as OperatorCommand;
  rig.commands += 1;
  const [reply] = replies(
    rig.give({ kind: 'command', id: `p${rig.commands}`, command, at: rig.now }),
  );
  return reply === undefined ? 'no reply' : reply.ok ? 'done' : reply.code;
}

/** A P1 incident, which acknowledging as P3 makes milder; an override, whose end loosens. */
function rigWithIncident(): Rig {
  const rig = new Rig();
  rig.connect();
  rig.say({ kind: 'incident_open', class: 'P1', title: 'drill', playbook: null });
  const target = { kind: 'strategy_closed', strategy: strategyId('S3') } as const;
  rig.say({ kind: 'override_add', target, length: 3_600_000 });
  return rig;
}

describe('who may give which command', () => {
  it.each(KINDS)('CHG-4 %s is refused without the role it needs, and not with it', (kind) => {
    const least = LEAST_ROLE[kind];
    for (const role of [null, ...ROLES]) {
      const may = least === null || (role !== null && isAtLeast(role, least));
      const outcome = given(rigWithIncident(), kind, standing(role));
      expect(`${role}: ${outcome === 'NOT_ALLOWED'}`).toBe(`${role}: ${!may}`);
    }
  });

  it.each(KINDS)('CHG-4 %s needs no token where nobody is registered', (kind) => {
    expect(given(rigWithIncident(), kind)).not.toBe('NOT_ALLOWED');
  });

  it('CHG-4 a halt, an abort of the launch and an acknowledgement are anybody’s, whatever the registry is like', () => {
    const broken = standing(null, { registered: 0, problem: 'people.json is broken' });
    for (const kind of ['halt', 'launch_abort', 'alert_ack', 'incident_open'] as const) {
      expect(LEAST_ROLE[kind]).toBeNull();
      expect(given(rigWithIncident(), kind, broken)).not.toBe('NOT_ALLOWED');
    }
    expect(given(rigWithIncident(), 'resume', broken)).toBe('NOT_ALLOWED');
  });

  it('CHG-4 stepping down to a safer profile is anybody’s', () => {
    const rig = new Rig();
    rig.connect();
    const by = standing(null);
    const down = { kind: 'profile', profile: 'conservative', actor: 'desk', reason: 'calm', by };
    const input = { kind: 'command', id: 'x', command: down as OperatorCommand, at: rig.now };
    expect(replies(rig.give(input as never))).toMatchObject([{ ok: true }]);
    expect(rig.status().profile).toBe('conservative');
  });

  it('CHG-4 a refusal is told and journaled, and changes nothing', () => {
    const rig = new Rig();
    rig.launch();
    rig.command('halt');
    const closures = rig.closures();
    expect(given(rig, 'resume', standing('viewer'))).toBe('NOT_ALLOWED');
    expect(rig.closures()).toEqual(closures);
    const last = rig.orchestrator.events(0, 5_000).at(-1);
    expect(last?.text).toContain('resume needs role operator, and desk has viewer');
  });
});
