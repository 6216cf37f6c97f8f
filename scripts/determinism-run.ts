/**
 * One long seeded history through the kernel, with a stop in the middle; prints hashes of outputs,
 * decisions and every module's state as JSON. Run by `scripts/determinism.mjs` on several versions of Node.
 */
import { createHash } from 'node:crypto';
import { stateHash } from '../src/journal/state-hash.ts';
import { describeDecision } from '../src/kernel/decision/describe-decision.ts';
import type { KernelEvent } from '../src/kernel/events.ts';
import { createKernel } from '../src/kernel/kernel.ts';
import { loadKernel, saveKernel, stateTexts } from '../src/kernel/snapshot.ts';
import { step } from '../src/kernel/step.ts';
import { kernelConfig } from '../tests/support/kernel-config.ts';
import { Driver, type Move, opening } from '../tests/support/kernel-driver.ts';
import { T0 } from '../tests/support/kernel-scenario.ts';

const MOVES = 40_000;
const GAPS = [0, 700, 5_000, 60_000, 3_600_000];

/** Numbers in [0, 1) from a linear congruential generator (Numerical Recipes' constants). */
function numbers(seed: number): () => number {
  let value = seed;
  return () => {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    return value / 4_294_967_296;
  };
}

const config = kernelConfig();
let state = createKernel(config, { at: T0, writer: 1 });
const driver = new Driver();
const outputs = createHash('sha256');
const decisions = createHash('sha256');
const count = { events: 0, decisions: 0, allowed: 0 };

function feed(event: KernelEvent): void {
  const out = step(state, event);
  driver.learn(state, out);
  outputs.update(JSON.stringify(out));
  count.events += 1;
  for (const output of out) {
    if (output.kind !== 'decision') continue;
    decisions.update(JSON.stringify(describeDecision(state, output)));
    count.decisions += 1;
    if (output.verdict === 'allowed') count.allowed += 1;
  }
}

const next = numbers(20_250_504);
const whole = (below: number): number => Math.floor(next() * below);
opening(driver).forEach(feed);
for (let i = 0; i < MOVES; i += 1) {
  const move: Move = {
    kind: whole(29),
    gap: GAPS[whole(GAPS.length)]!,
    a: whole(7),
    b: whole(3),
    c: whole(4),
    x: next(),
  };
  driver.events(move).forEach(feed);
  if (i === MOVES / 2) state = loadKernel(config, saveKernel(state));
}
console.log(
  JSON.stringify({
    ...count,
    hashes: {
      outputs: outputs.digest('hex'),
      decisions: decisions.digest('hex'),
      ...stateHash(stateTexts(state)),
    },
  }),
);
