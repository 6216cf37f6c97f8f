/** Stopping entries is safe, so little stands in its way: a click and a confirmation, or a long H. */
import { useEffect, useState } from 'react';
import type { PortfolioStatus } from '../../../src/domain/status.ts';
import { api, doneText, messageOf } from '../data/api.ts';
import { Act } from '../parts/act.tsx';

/** How long H is held until it counts, ms. */
const HOLD_MS = 1_000;

const halt = (reason: string): Promise<string> =>
  doneText(api.POST('/api/halt', { body: { reason } })).catch((error: unknown) => {
    throw new Error(
      `${messageOf(error)} The halt may not have arrived: in the terminal, septet halt`,
    );
  });

export const HaltButton = () => (
  <Act
    label={
      <>
        ■ Halt<span className="wide-only"> entries</span>
      </>
    }
    title="Stop all entries now?"
    about="No entry leaves any more, until somebody resumes. Stops, exits and positions go on as they are."
    confirm="Stop all entries now"
    reason={{ optional: 'halted from the page' }}
    danger
    testId="halt-answer"
    run={({ reason }) => halt(reason)}
  />
);

export const ResumeButton = () => (
  <Act
    label="Resume…"
    title="Lift the halt?"
    about="All phases of the launch run again from the first one; each strategy opens with its phase."
    confirm="Lift the halt"
    run={({ reason }) => doneText(api.POST('/api/resume', { body: { reason } }))}
  />
);

export function HaltNotice(props: { readonly halt: PortfolioStatus['entryHalt'] }) {
  if (!props.halt.on) return null;
  return (
    <div className="notice bad" role="status">
      <p>
        <strong>■ ENTRY_HALT</strong> by {props.halt.actor}: {props.halt.reason}. No entry leaves;
        exits go on.
      </p>
      <ResumeButton />
    </div>
  );
}

/** No confirmation here: holding the key is one. What happens is announced. */
export function HoldToHalt() {
  const [said, setSaid] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const let_go = (): void => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      setSaid('');
    };
    const pressed = (event: KeyboardEvent): void => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key.toLowerCase() !== 'h' || !plain || event.repeat || isTyping(event.target))
        return;
      setSaid('Hold H to stop all entries…');
      timer = setTimeout(() => {
        timer = undefined;
        setSaid('Stopping all entries…');
        halt('halted from the keyboard').then(
          (text) => setSaid(`✓ ${text}`),
          (error: unknown) => setSaid(`✕ ${messageOf(error)}`),
        );
      }, HOLD_MS);
    };
    const released = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'h') let_go();
    };
    addEventListener('keydown', pressed);
    addEventListener('keyup', released);
    addEventListener('blur', let_go);
    return () => {
      let_go();
      removeEventListener('keydown', pressed);
      removeEventListener('keyup', released);
      removeEventListener('blur', let_go);
    };
  }, []);
  return (
    <output
      className={said === '' ? 'hold' : 'hold shown'}
      aria-live="assertive"
      data-testid="hold"
    >
      {said}
      {said.startsWith('✓') || said.startsWith('✕') ? (
        <button type="button" className="link" onClick={() => setSaid('')}>
          close
        </button>
      ) : null}
    </output>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName))
  );
}
