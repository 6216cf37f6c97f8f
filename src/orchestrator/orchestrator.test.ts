import { describe, expect, it } from 'vitest';
import { BTC, ETH, S3, SOL, SYMBOLS } from '../../tests/support/kernel-config.ts';
import { entries, latchesOf, reasons, Rig, START, commandsOf } from './testing/rig.ts';
it('try', () => {
    const rig = new Rig();
    rig.connect();
    console.log(reasons(rig.step(rig.signal('S3', BTC))));
    rig.pass(2);
    console.log(JSON.stringify(rig.status().launch, null, 1), rig.closures());
    console.log(reasons(rig.step(rig.signal('S3', BTC))));
    const t=performance.now();
    rig.pass(31);
    console.log(performance.now()-t);
    console.log(JSON.stringify(rig.status().launch.acceptance), rig.status().launch.state, rig.closures());
    for (const e of rig.orchestrator.events(0, 200)) console.log(e.sequence, new Date(e.at).toISOString(), e.type, e.severity, e.text);
});
