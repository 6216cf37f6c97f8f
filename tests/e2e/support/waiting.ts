/** Bounded waiting for real processes, in machine time. */
const POLL_MS = 25;

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks until the answer is neither null, undefined nor false, `between` ms apart; fails in words
 * after `timeout` ms.
 */
export async function until<T>(
  what: string,
  timeout: number,
  ask: () => T | Promise<T>,
  between = POLL_MS,
): Promise<Exclude<T, null | undefined | false>> {
  const end = performance.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) {
      return answer as Exclude<T, null | undefined | false>;
    }
    if (performance.now() >= end) throw new Error(`waited ${timeout} ms in vain for ${what}`);
    await pause(between);
  }
}
