/**
 * `npm run bench -- rollback [--rollbacks 10]`: the paper stack with its real processes at 60 times the
 * pace of the market. From the command to the known-good version active under the halt (RB-3 done) and
 * to the halt lifted again (RB-5 done). Each rollback leaves a version that was just promoted.
 */
import type { RollbackStepId } from '../src/domain/change.ts';
import type { RollbackReply, RollbackView } from '../src/domain/rollback.ts';
import { ask } from '../src/services/rollback/ask.ts';
import { configCopy, SHORT_PHASES } from '../tests/e2e/support/config-copy.ts';
import { removeFolders, temporaryFolder } from '../tests/e2e/support/program.ts';
import { Stack } from '../tests/e2e/support/stack.ts';
import { until } from '../tests/e2e/support/waiting.ts';
import { type BenchRow, percentiles } from './row.ts';

const STEP_MS = 60_000;

export async function benchRollback(count: number): Promise<readonly BenchRow[]> {
  const stack = new Stack(temporaryFolder('home'));
  const restarted: number[] = [];
  const lifted: number[] = [];
  try {
    const up = stack.up(['--config', configCopy(SHORT_PHASES), '--speed', '60']);
    await up.line('the first status', STEP_MS, ({ kind }) => kind === 'status');
    await done(stack, 'config', 'pin', 'in-force', '--reason', 'known by the bench');
    for (let i = 0; i < count; i += 1) {
      // Another file each time: what was left is quarantined.
      const next = configCopy(SHORT_PHASES, ['risk.yaml', 'BTC: 30%', `BTC: 29.${10 + i}%`]);
      await done(stack, 'config', 'propose', '--from', next, '--reason', 'bench');
      await done(stack, 'config', 'promote', `p-${i + 1}`, '--reason', 'bench');
      const began = await start(stack);
      const view = await until('the validation', STEP_MS, async () => {
        const reply = await look(stack);
        const open = reply?.ok === true ? reply.status.open : null;
        if (open?.state === 'held') throw new Error(JSON.stringify(open.steps));
        return open?.steps.some(({ id }) => id === 'RB-7') === true && open;
      });
      restarted.push((endOf(view, 'RB-3') ?? Number.NaN) - began);
      lifted.push((endOf(view, 'RB-5') ?? Number.NaN) - began);
      await done(stack, 'rollback', 'confirm', '--reason', 'bench');
    }
    return [
      ...percentiles('command to the known-good version active under halt', restarted),
      ...percentiles('command to the halt lifted after the smoke test', lifted),
    ];
  } finally {
    await stack.dispose();
    removeFolders();
  }
}

/** Wall clock, ms: the facts have it, too. */
const endOf = ({ steps }: RollbackView, id: RollbackStepId): number | null =>
  steps.find((step) => step.id === id && step.state === 'done')?.at ?? null;

async function done(stack: Stack, ...words: readonly string[]): Promise<void> {
  const { code, stderr } = await stack.septet(...words);
  if (code !== 0) throw new Error(`septet ${words.join(' ')}: ${stderr}`);
}

const command = (stack: Stack, kind: 'start' | 'status'): Promise<RollbackReply | null> =>
  ask(stack.home, 'supervisor', (client) =>
    client.request(
      'rollback',
      { kind, to: null, actor: 'desk', reason: 'bench', token: null },
      5_000,
    ),
  );
const look = (stack: Stack): Promise<RollbackReply | null> => command(stack, 'status');

/** When it was asked, wall clock, ms. */
async function start(stack: Stack): Promise<number> {
  const at = Date.now();
  const reply = await command(stack, 'start');
  if (reply?.ok !== true) throw new Error(reply?.text ?? 'the supervisor does not answer');
  return at;
}
