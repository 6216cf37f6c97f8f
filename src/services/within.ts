import type { Ms } from '../domain/time.ts';

/** The answer, or an error in words when it takes longer than `limit`; nothing waits for ever. */
export function within<T>(limit: Ms, what: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: no answer in ${limit} ms`)), limit);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
