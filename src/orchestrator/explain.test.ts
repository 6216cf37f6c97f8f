import { describe, expect, it } from 'vitest';
import { BTC, ETH } from '../../tests/support/kernel-config.ts';
import { explainText } from './explain.ts';
import { Rig } from './testing/rig.ts';

describe('explain', () => {
  const rig = new Rig();
  rig.launch();
  rig.step(rig.signal('S3', BTC));
  rig.command('halt');
  rig.step(rig.signal('S4', ETH));
  const [refused, allowed] = rig.orchestrator.decisions(null, 2);

  it('AUD-1 lists every check with input and limit, the chain of sizes and the order', () => {
    const record = rig.orchestrator.explain(allowed!.id)!;
    const text = explainText(record);
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^Decision d\d+, 2025-05-04T10:\d\d:\d\d\.\d{3}Z: ALLOWED$/);
    for (const check of record.checks) {
      const line = lines.find((candidate) => candidate.trim().startsWith(check.check));
      expect(line, check.check).toMatch(/ pass | DENY | NOT EVALUATED /);
    }
    expect(record.checks.length).toBeGreaterThan(5);
    expect(record.size.length).toBeGreaterThan(3);
    for (const step of record.size) expect(text).toContain(`${step.notional.toFixed(2)} USDT`);
    expect(text).toContain('<- binds');
    expect(text).toContain(`long ${record.order!.quantity} BTC/USDT:USDT at`);
    expect(text).toContain('Closures\n  none: the gate was open for it');
    expect(text).toContain(
      `configuration test-1, build ${record.build}, gate epoch ${record.epoch}`,
    );
    expect(
      lines.every((line) => !/undefined|NaN|\[object/.test(line) || /undefined of/.test(line)),
    ).toBe(true);
  });

  it('AUD-1 a refusal names its code, its class and the closure with its reason', () => {
    const text = explainText(refused!);
    expect(text).toContain('REFUSED CLOSED_OPERATOR_HALT (deliberate)');
    expect(text).toContain('operator_halt:*:* since 2025-05-04T10:');
    expect(text).toContain('ENTRY_HALT by desk: drill; released by resume');
    expect(text).toContain('Order\n  none');
  });

  it('AUD-1 knows ids with and without their letter, and says null to all others', () => {
    expect(rig.orchestrator.explain(String(allowed!.decision))).toEqual(allowed);
    for (const id of ['d999', 'x1', '', '-1', 'd1.5']) {
      expect(rig.orchestrator.explain(id), id).toBeNull();
    }
  });
});
