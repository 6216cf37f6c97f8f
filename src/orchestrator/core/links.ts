/** Who is connected, caught up, ready and paused. */
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';
import { applyPairlist } from './pairlist.ts';
import { CATCH_UP_CLOSURE, closeCatchUp, closeLink, LINK_CLOSURE } from './watch.ts';

type InputOf<K extends ConsumedInput['kind']> = Extract<ConsumedInput, { kind: K }>;

export function applyLink(
  core: CoreContext,
  input: InputOf<'link' | 'feed' | 'pairlist' | 'caught_up'>,
): void {
  core.launchDirty = true;
  switch (input.kind) {
    case 'feed':
      core.state.feed.ready = input.ready;
      core.state.feed.text = input.text;
      return;
    case 'pairlist':
      applyPairlist(core, input.closures);
      return;
    case 'caught_up':
      applyCaughtUp(core, input);
      return;
    case 'link':
      if (input.peer === 'feed') applyFeedLink(core, input);
      else applyExecutorLink(core, input);
  }
}

function applyFeedLink(core: CoreContext, input: InputOf<'link'>): void {
  core.state.feed.connected = input.up;
  if (input.up) return;
  // Books stop with the feed: its symbols go stale by themselves.
  core.state.feed.ready = false;
  core.state.feed.text = input.text;
}

/** A fresh connection gets the whole gate first, then the halt latch if there is one. */
function applyExecutorLink(core: CoreContext, input: InputOf<'link'>): void {
  const { executor, gate, halt } = core.state;
  executor.connected = input.up;
  if (!input.up) {
    executor.caughtUp = false;
    executor.text = input.text;
    closeLink(core, `connection to the executor lost: ${input.text}`);
    closeCatchUp(core, 'facts of the executor may be missing since the connection was lost');
    return;
  }
  executor.text = 'no equity mark from the executor yet';
  if (gate !== null) core.out.push({ kind: 'executor', command: { kind: 'gate', gate } });
  if (halt !== null) {
    const { actor, reason } = halt;
    core.out.push({ kind: 'executor', command: { kind: 'halt', on: true, actor, reason } });
  }
  core.release(LINK_CLOSURE, 'connected to the executor');
}

function applyCaughtUp(core: CoreContext, input: InputOf<'caught_up'>): void {
  const { executor } = core.state;
  executor.text = `consumed up to ${input.consumed} of ${input.newest}`;
  executor.caughtUp = input.value && executor.connected;
  if (executor.caughtUp) core.release(CATCH_UP_CLOSURE, executor.text);
  else closeCatchUp(core, `behind the executor: ${executor.text}`);
}

/** A worker said how it is; one whose entries latch is wrong is told again. */
export function applyWorker(core: CoreContext, input: InputOf<'worker'>): void {
  const { strategy, pid, entries, warm, lacking } = input;
  core.state.workers.set(strategy, { pid, entries, warm, lacking });
  core.launchDirty = true;
  const wanted = core.entriesOf(strategy);
  if (entries !== wanted) core.out.push({ kind: 'worker_control', strategy, entries: wanted });
}
