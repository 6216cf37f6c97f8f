/**
 * One cause, one page: what an alert said and the incident that opened for it in the same batch go
 * out as one message, the incident's. Numbers stay without holes.
 */
import type { DeskMessage } from '../../domain/alerts.ts';
import type { CoreContext } from './context.ts';

type MessageOutput = Extract<CoreContext['out'][number], { kind: 'message' }>;

export function foldPages(core: CoreContext): void {
  const sent = core.out.filter((output): output is MessageOutput => output.kind === 'message');
  if (sent.length < 2) return;
  const { desk } = core.state;
  const first = desk.messages - sent.length + 1;
  const kept: DeskMessage[] = [];
  for (const { message } of sent) {
    const page = message.kind === 'alert' ? pageFor(core, sent, message) : null;
    if (page === null) kept.push(message);
  }
  if (kept.length === sent.length) return;
  const folded = kept.map((message, index): MessageOutput => {
    const more = sent
      .map((output) => output.message)
      .filter((other) => other.kind === 'alert' && pageFor(core, sent, other) === message)
      .flatMap(({ lines }) => lines)
      .filter((line) => !message.lines.includes(line));
    const lines = [...message.lines, ...more];
    return { kind: 'message', message: { ...message, lines, number: first + index } };
  });
  desk.messages -= sent.length - kept.length;
  const others = core.out.filter((output) => output.kind !== 'message');
  core.out.splice(0, core.out.length, ...others, ...folded);
}

/** The incident's page of this batch that an alert's message belongs to; null: none. */
function pageFor(
  { state }: CoreContext,
  sent: readonly MessageOutput[],
  alert: DeskMessage,
): DeskMessage | null {
  const incident = state.desk.incidents.open.find(({ group }) => group === alert.about);
  if (incident === undefined) return null;
  const page = sent.find(
    ({ message }) => message.kind === 'incident' && message.about === incident.id,
  );
  return page?.message ?? null;
}
