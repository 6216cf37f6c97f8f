/** One answer of the API, asked again at intervals; what it said last stays while it is asked. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf, NotTold } from './api.ts';

export interface Answered<T> {
  /** Null: not told yet. */
  readonly value: T | null;
  /** Why the last question was not answered; null: it was. */
  readonly problem: string | null;
  readonly problemStatus: number | null;
  readonly again: () => void;
}

/** `key`: another one is another question. `every`: ms between questions; null: once. */
export function useAnswer<T>(
  key: string,
  ask: () => Promise<T>,
  every: number | null,
): Answered<T> {
  const [state, setState] = useState<{
    readonly key: string;
    readonly value: T | null;
    readonly problem: string | null;
    readonly problemStatus: number | null;
  }>({ key, value: null, problem: null, problemStatus: null });
  const [turn, setTurn] = useState(0);
  const question = useRef(ask);
  question.current = ask;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks once more
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const once = async (): Promise<void> => {
      try {
        const value = await question.current();
        if (!over) setState({ key, value, problem: null, problemStatus: null });
      } catch (error) {
        const problemStatus = error instanceof NotTold ? error.status : null;
        if (!over)
          setState((before) => ({
            key,
            value: before.key === key ? before.value : null,
            problem: messageOf(error),
            problemStatus,
          }));
      }
      if (!over && every !== null) timer = setTimeout(() => void once(), every);
    };
    void once();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, every, turn]);

  const again = useCallback(() => setTurn((n) => n + 1), []);
  const current = state.key === key;
  return {
    value: current ? state.value : null,
    problem: current ? state.problem : null,
    problemStatus: current ? state.problemStatus : null,
    again,
  };
}
