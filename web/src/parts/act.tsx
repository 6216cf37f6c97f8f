/** A button that asks before it does: what happens, why, and what the server said to it. */
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { messageOf } from '../data/api.ts';

const REASON_MAX = 500;

export interface Field {
  readonly name: string;
  readonly label: string;
  /** To choose from; absent: free text. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly initial?: string;
}

export interface ActProps {
  readonly label: ReactNode;
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly about: string;
  readonly confirm: string;
  readonly fields?: readonly Field[];
  /** Null: it asks for no reason. */
  readonly reason?: { readonly optional: string } | 'required' | null;
  readonly danger?: boolean;
  readonly testId?: string;
  /** Answers in words; throws a refusal in words. */
  readonly run: (given: Given) => Promise<string>;
  readonly onDone?: () => void;
}

export interface Given {
  readonly reason: string;
  readonly fields: Readonly<Record<string, string>>;
}

type Progress =
  | { readonly state: 'asking' | 'sending' }
  | { readonly state: 'done' | 'refused'; readonly text: string };

export function Act(props: ActProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={props.danger ? 'danger' : ''}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {props.label}
      </button>
      {open ? <Dialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Dialog(props: ActProps & { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [progress, setProgress] = useState<Progress>({ state: 'asking' });
  const { reason = 'required', fields = [] } = props;
  const over = progress.state === 'done';
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);

  const send = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const said = text('reason');
    setProgress({ state: 'sending' });
    try {
      const answer = await props.run({
        reason: said === '' && reason !== null && reason !== 'required' ? reason.optional : said,
        fields: Object.fromEntries(fields.map(({ name }) => [name, text(`field-${name}`)])),
      });
      setProgress({ state: 'done', text: answer });
      props.onDone?.();
    } catch (error) {
      setProgress({ state: 'refused', text: messageOf(error) });
    }
  };

  return (
    <dialog ref={dialog} aria-labelledby={id} className="ask" onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // A second press while the first is on its way does nothing.
          if (progress.state !== 'sending' && !over) void send(event.currentTarget);
        }}
      >
        <h2 id={id}>{props.title}</h2>
        <p>{props.about}</p>
        {over ? null : <Inputs fields={fields} reason={reason} />}
        <output
          className={`answer ${progress.state}`}
          data-testid={props.testId}
          aria-live="polite"
        >
          {progress.state === 'sending' ? 'Sending…' : null}
          {progress.state === 'done' ? `✓ ${progress.text}` : null}
          {progress.state === 'refused' ? `✕ Not done: ${progress.text}` : null}
        </output>
        <div className="ask-buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {over ? 'Close' : 'Cancel'}
          </button>
          {over ? null : (
            <button
              type="submit"
              className={props.danger ? 'danger' : 'primary'}
              disabled={progress.state === 'sending'}
            >
              {props.confirm}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

function Inputs(props: { readonly fields: readonly Field[]; readonly reason: ActProps['reason'] }) {
  const { fields, reason } = props;
  return (
    <>
      {fields.map((field) => (
        <FieldInput key={field.name} field={field} />
      ))}
      {reason == null ? null : (
        <label>
          <span>{reason === 'required' ? 'Why' : 'Why (optional)'}</span>
          <input name="reason" required={reason === 'required'} maxLength={REASON_MAX} />
        </label>
      )}
    </>
  );
}

function FieldInput(props: { readonly field: Field }) {
  const { name, label, options, initial } = props.field;
  const id = useId();
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      {options === undefined ? (
        <input id={id} name={`field-${name}`} defaultValue={initial} required />
      ) : (
        <select id={id} name={`field-${name}`} defaultValue={initial}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}
