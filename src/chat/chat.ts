/** Answers the commands of people who may give them, whatever chat they come from. */
import type { CommandReply, OperatorCommand } from '../bus/messages.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import { MINUTE_MS, type Ms } from '../domain/time.ts';
import {
  HELP,
  incidentsAnswer,
  positionsAnswer,
  reportAnswer,
  riskAnswer,
  statusAnswer,
} from './answers.ts';
import type { ChatCommand, Verb } from './command.ts';

/** What a chat can do: read, halt, acknowledge. There is no way to anything else. */
export interface ChatDesk {
  /** Newest projection, and whether the orchestrator is heard now. */
  status(): { readonly status: PortfolioStatus | null; readonly heard: boolean };
  /** Executor and orchestrator, each on its own; bounded in time. */
  halt(actor: string, reason: string): Promise<CommandReply>;
  acknowledge(
    command: Extract<OperatorCommand, { readonly kind: 'alert_ack' | 'incident_ack' }>,
  ): Promise<CommandReply>;
}

/** One command as it came. */
export interface Said {
  /** Name of the operator. */
  readonly actor: string;
  /** `Telegram` or `Slack`, for the journal. */
  readonly by: string;
  readonly command: ChatCommand;
  /** How long ago it was given. */
  readonly age: Ms;
}

/** Beyond this a command has lost its meaning; a halt still has it for an hour. */
const AGE_MAX: Ms = 5 * MINUTE_MS;
const HALT_AGE_MAX: Ms = 60 * MINUTE_MS;
/** Both carriers take more. */
const ANSWER_MAX = 3_500;

/** Never rejects: what failed is the answer. */
export async function answer(desk: ChatDesk, said: Said): Promise<string> {
  const lines = await linesOf(desk, said).catch((error: unknown) => [
    `not done: ${error instanceof Error ? error.message : String(error)}`,
  ]);
  const text = lines.join('\n');
  return text.length > ANSWER_MAX ? `${text.slice(0, ANSWER_MAX)}\n...` : text;
}

async function linesOf(desk: ChatDesk, said: Said): Promise<readonly string[]> {
  const { command, age } = said;
  if (command.kind === 'unknown') return [unknown(command.verb)];
  const { verb, rest } = command;
  const tooOld = age > (verb === 'halt' ? HALT_AGE_MAX : AGE_MAX);
  if (tooOld) {
    const minutes = Math.round(age / MINUTE_MS);
    return [
      `/${verb} was given ${minutes} minutes ago and was not done: repeat it if it still holds`,
    ];
  }
  if (verb === 'halt') return halted(desk, said, rest);
  if (verb === 'ack') return acknowledged(desk, said, rest);
  if (verb === 'help') return HELP;
  return shown(desk, verb);
}

function unknown(verb: string): string {
  return `there is no /${verb} here: /help says what there is. A chat can halt; it never resumes, silences, approves or trades, that is the command line's (\`septet --help\`)`;
}

const ANSWERS: Readonly<
  Record<Exclude<Verb, 'halt' | 'ack' | 'help'>, (status: PortfolioStatus) => readonly string[]>
> = {
  status: statusAnswer,
  risk: riskAnswer,
  positions: positionsAnswer,
  incidents: incidentsAnswer,
  report: reportAnswer,
};

function shown(desk: ChatDesk, verb: keyof typeof ANSWERS): readonly string[] {
  const { status, heard } = desk.status();
  if (status === null) {
    return ['nothing is known yet: the orchestrator has not been heard since this process started'];
  }
  const silent = heard
    ? []
    : [
        'THE ORCHESTRATOR IS NOT HEARD: these are its last figures. Entries are closed by the lease.',
      ];
  return [...silent, ...ANSWERS[verb](status)];
}

async function halted(desk: ChatDesk, said: Said, rest: string): Promise<readonly string[]> {
  const reason = `${rest === '' ? 'no reason given' : rest} (${said.by})`;
  const reply = await desk.halt(said.actor, reason);
  if (!reply.ok) return [`NOT HALTED. ${reply.text}`, 'Use `septet halt` on the machine at once.'];
  return [reply.text, 'Exits go on. Only `septet resume` on the command line lifts it.'];
}

async function acknowledged(desk: ChatDesk, said: Said, rest: string): Promise<readonly string[]> {
  const [id = '', ...more] = rest.split(' ');
  if (id === '') return ['say which: /ack rule:key, /ack all or /ack I1; /incidents lists them'];
  const reason = `${more.join(' ') || 'acknowledged'} (${said.by})`;
  const { actor } = said;
  const reply = await desk.acknowledge(
    /^I\d+$/.test(id)
      ? { kind: 'incident_ack', incident: id, class: null, actor, reason }
      : { kind: 'alert_ack', alert: id, actor, reason },
  );
  return [reply.ok ? reply.text : `not acknowledged: ${reply.text}`];
}
