/** One session of the matrix. */
import type { Ms } from '../../src/domain/time.ts';
import { Random } from '../../src/market/random.ts';
import { FROM, type Operation, planOf, VARIANTS } from './plans.ts';
import { FaultRig, S1, S2 } from './rig.ts';

/** Market time after which everything has to be well again. */
export const RECOVERY: Ms = 30_000;

/** One session: quiet, then the operation under the fault, then half a minute to recover. */
export function session(name: string, operation: Operation, seed: number): FaultRig {
  const random = new Random(seed, `${name} ${operation}`);
  const { faults, over } = planOf(VARIANTS[name]!, operation, random);
  const rig = new FaultRig(faults, seed);
  const inside = FROM + Math.floor(random.uniform() * 1_500);
  const side = random.uniform() < 0.7 ? 'long' : 'short';
  // A second strategy on the same side must never suffer for the first.
  if (random.uniform() < 0.5) rig.enter(2_000, S2, side);
  switch (operation) {
    case 'entry':
      rig.enter(inside, S1, side);
      break;
    case 'exit':
      rig.enter(3_000, S1, side);
      rig.exit(inside, S1, side);
      break;
    case 'stop':
      // Protected already, half of the time: then the stop has to grow.
      if (random.uniform() < 0.5) rig.enter(3_000, S1, side, { quantity: '0.2' });
      // The fill comes before the fault begins, the stop for it after that.
      rig.enter(FROM - 30, S1, side);
      break;
    case 'cancel':
      rig.enter(3_000, S1, side, { away: random.uniform() * 0.002 });
      rig.cancelEntries(inside);
      break;
    default:
      operation satisfies never;
  }
  rig.until(over + RECOVERY - 5_000);
  rig.calm();
  rig.until(over + RECOVERY);
  return rig;
}

/** Several faults at once, and a session that goes on trading through them. */
export function storm(seed: number): { readonly rig: FaultRig; readonly names: readonly string[] } {
  const random = new Random(seed, 'storm');
  const pick = <T>(values: readonly T[]): T =>
    values[Math.floor(random.uniform() * values.length)] as T;
  const names = Array.from({ length: 3 }, () => pick(Object.keys(VARIANTS)));
  const plans = names.map((name) =>
    planOf(VARIANTS[name]!, pick(['entry', 'exit', 'stop', 'cancel'] as const), random),
  );
  const faults = plans.flatMap((plan, index) =>
    plan.faults.map((fault) => ({ ...fault, id: `${index}-${fault.id}` })),
  );
  const rig = new FaultRig(faults, seed);
  const over = Math.max(...plans.map((plan) => plan.over));
  for (let at = 2_000; at < Math.min(over, 40_000); at += 500 + random.uniform() * 4_000) {
    const strategy = pick([S1, S2]);
    const side = pick(['long', 'long', 'short'] as const);
    const action = random.uniform();
    if (action < 0.5) rig.enter(at, strategy, side, { away: random.uniform() * 0.003 - 0.002 });
    else if (action < 0.8) rig.exit(at, strategy, side);
    else rig.cancelEntries(at);
  }
  rig.until(over + 1_000);
  rig.exit(over + 1_000, S1, 'long');
  rig.exit(over + 1_000, S1, 'short');
  rig.cancelEntries(over + 1_000);
  rig.until(over + RECOVERY - 5_000);
  rig.calm();
  rig.until(over + RECOVERY);
  return { rig, names };
}
