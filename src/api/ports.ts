/** What the routes need of the running system. Each may fail with an Error in words. */
import type { CommandReply, OperatorCommand, ServiceName } from '../bus/messages.ts';
import type { RequestName, RequestParameters, RequestReply } from '../bus/protocol.ts';
import type { MessengerStatus } from '../domain/channels.ts';
import type { Standing } from '../domain/people.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { DecisionSearch } from './decisions/decision-search.ts';
import type { Desk } from './desk.ts';
import type { History } from './history.ts';
import type {
  ChannelTried,
  DrillEntry,
  PaperView,
  PersonView,
  ReportEntry,
  TextReply,
} from './routes/replies.ts';
import type { Sessions } from './session.ts';

/** One question to a service, as every verb of the command line asks it. */
export type Ask = <S extends ServiceName, N extends RequestName<S>>(
  service: S,
  name: N,
  parameters: RequestParameters<S, N>,
  limit?: Ms,
) => Promise<RequestReply<S, N>>;

export type ReportKind = ReportEntry['kind'];

/** What lies in the folder of the portfolio, and in that of the program. */
export interface ApiFiles {
  /** Newest first, at most a thousand. */
  reports(): readonly ReportEntry[];
  /** Null: there is none of this name. */
  report(kind: ReportKind, name: string, format: string): TextReply | null;
  paper(): PaperView | null;
  people(): readonly PersonView[];
  drills(): Promise<readonly DrillEntry[]>;
  /** Text of the OpenAPI document; null: this program came without it. */
  document(): string | null;
}

export interface ApiPorts {
  readonly desk: Desk;
  readonly history: History;
  readonly search: Pick<DecisionSearch, 'find'>;
  readonly build: string;
  readonly ask: Ask;
  readonly files: ApiFiles;
  readonly sessions: Sessions;
  /** Real money: over HTTP nobody opens or loosens anything while nobody is registered. */
  readonly guarded: boolean;
  /** Who a token stands for, looked at anew each time; `page` where nobody is recognised. */
  standing(token: string | null): Standing;
  /** To executor and orchestrator, and into the home when the executor does not confirm. */
  halt(actor: string, reason: string): Promise<CommandReply>;
  /** To the orchestrator, with the token, which it verifies itself. */
  command(command: OperatorCommand, token: string | null): Promise<CommandReply>;
  messenger(): MessengerStatus | null;
  /** One real message through each channel. */
  testChannels(actor: string): Promise<readonly ChannelTried[]>;
  /** For Prometheus. */
  metrics(): Promise<TextReply>;
  /** Clock of this machine. */
  wall(): EpochMs;
  /** Ms of this machine that only go on. */
  monotonic(): Ms;
  /** Calls again and again; what it gives ends that. */
  every(length: Ms, call: () => void): () => void;
}
