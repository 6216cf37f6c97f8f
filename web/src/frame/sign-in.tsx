/** Who sits here: asked for a token only where people are registered; a cookie stands for it then. */
import { createContext, useContext, useEffect, useRef, useState } from 'react';
import type { Standing } from '../../../src/domain/people.ts';
import { api, messageOf, told } from '../data/api.ts';

export interface Visit {
  /** Null: not told yet. */
  readonly who: Standing | null;
  readonly changed: () => void;
}

export const VisitContext = createContext<Visit>({ who: null, changed: () => undefined });

export function useVisit(door: number, connected: boolean): Standing | null {
  const [who, setWho] = useState<Standing | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever either changes
  useEffect(() => {
    let over = false;
    told('standing', api.GET('/api/whoami')).then(
      (standing) => {
        if (!over) setWho(standing);
      },
      // Not reached: the notice of the connection says so already.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [door, connected]);
  return who;
}

export function Who() {
  const { who, changed } = useContext(VisitContext);
  if (who === null || who.role === null) return null;
  const leave = async (): Promise<void> => {
    await api.DELETE('/api/session');
    changed();
  };
  return (
    <span className="who">
      {who.name} <small>{who.role}</small>{' '}
      <button type="button" className="link" onClick={() => void leave()}>
        sign out
      </button>
    </span>
  );
}

export function SignIn() {
  const { who, changed } = useContext(VisitContext);
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = who !== null && who.role === null && (who.registered > 0 || who.problem !== null);
  useEffect(() => {
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);

  const send = async (token: string): Promise<void> => {
    setProblem(null);
    try {
      await told('session', api.POST('/api/session', { body: { token } }));
      changed();
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  return (
    <dialog ref={dialog} className="ask" aria-labelledby="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send(String(new FormData(event.currentTarget).get('token') ?? ''));
        }}
      >
        <h2 id="sign-in">Who are you?</h2>
        <p>
          People are registered on this home. Paste your token: this browser keeps a cookie of
          twelve hours in place of it. Halting needs none.
        </p>
        <label>
          <span>Token</span>
          <input name="token" type="password" autoComplete="off" required maxLength={200} />
        </label>
        <output className="answer refused" aria-live="polite">
          {problem === null ? (who?.problem ?? '') : `✕ ${problem}`}
        </output>
        <div className="ask-buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Later
          </button>
          <button type="submit" className="primary">
            Sign in
          </button>
        </div>
      </form>
    </dialog>
  );
}
