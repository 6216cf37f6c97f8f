/**
 * The change office: commands about versions of the configuration, over the book of facts, the
 * repository and the journal. The order is always: contents into the repository, where they harm
 * nothing; then the fact, which is the truth; then what follows from it. A kill between any two
 * leaves a consistent version, and `settle` catches up with the rest.
 */
import type { ChangeFact, ConfigVersion } from '../domain/change.ts';
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { Journal } from '../domain/journal.ts';
import { refusalOf, type Standing } from '../domain/people.ts';
import { type Book, EMPTY_BOOK, versionInForce } from './book/book.ts';
import type { DecideContext } from './book/decide.ts';
import { fold, foldAll } from './book/fold.ts';
import { appendFacts, readFacts } from './change-journal.ts';
import { LEAST_CHANGE_ROLE } from './least-role.ts';
import type { Office, OfficePorts } from './office-ports.ts';
import type { ConfigStore } from './store/config-store.ts';
import { type ConfigFiles, contentOf, differingFiles, filesOfFolder } from './store/content.ts';
import { StoreError, textOf } from './store/errors.ts';

/** Commands that wait for the one before; more are refused. */
const WAITING_MAX = 20;

export class ChangeOffice implements Office {
  /** Folder of the repository; its working tree is where people edit. */
  readonly folder: string;
  readonly ports: OfficePorts;
  private readonly journal: Journal;
  private state: Book;
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private known: { readonly commit: string; readonly config: SeptetConfig } | null = null;
  private opened: ConfigStore | null = null;

  /** The journal is the office's from here on; `close` closes it. */
  constructor(folder: string, journal: Journal, ports: OfficePorts) {
    this.folder = folder;
    this.journal = journal;
    this.ports = ports;
    this.state = foldAll(EMPTY_BOOK, readFacts(journal));
  }

  get book(): Book {
    return this.state;
  }

  close(): void {
    this.journal.close();
  }

  /** Durable when it returns; a throw means that none of them is true. */
  append(facts: readonly ChangeFact[]): void {
    appendFacts(this.journal, facts);
    this.state = facts.reduce(fold, this.state);
  }

  /** The git library is large: loaded by the first who needs it. */
  async store(): Promise<ConfigStore> {
    if (this.opened === null) {
      const { ConfigStore } = await import('./store/config-store.ts');
      this.opened = await ConfigStore.open(this.folder);
    }
    return this.opened;
  }

  /** Files in the folder of the repository that are not as in the version in force. */
  async drift(): Promise<readonly string[]> {
    const version = versionInForce(this.state);
    if (version === null) return [];
    const files = filesOfFolder(this.folder);
    if (contentOf(files) === version.content) return [];
    return differingFiles(await this.filesOf(version), files);
  }

  /** Verified against the recorded hash; without the repository where the folder has them as they are. */
  async filesOf({ commit, content }: ConfigVersion): Promise<ConfigFiles> {
    const files = filesOfFolder(this.folder);
    if (contentOf(files) === content) return files;
    return (await (await this.store()).read(commit, content)).files;
  }

  /** The configuration in force as its files say, without the options of a start. */
  async configInForce(): Promise<SeptetConfig> {
    const version = versionInForce(this.state);
    if (version === null)
      throw new StoreError('missing', 'no version is in force on this home yet');
    if (this.known?.commit === version.commit) return this.known.config;
    const { loadAsCompleted } = await import('./validate.ts');
    const loaded = loadAsCompleted(
      await this.filesOf(version),
      version.commit,
      this.ports.defaults,
    );
    if (!loaded.ok) throw new StoreError('broken', loaded.text);
    this.known = { commit: version.commit, config: loaded.config };
    return loaded.config;
  }

  /** Who asks, when, and what holds for this home. */
  async context(who: Standing): Promise<DecideContext> {
    const { changes: rules, venue } = await this.configInForce();
    const enforced = rules.enforcedFor.includes(this.ports.venueKind() ?? venue.kind);
    return { at: this.ports.now(), who, enforced, wait: rules.twoPerson.wait };
  }

  /** One at a time, in the order they came. A refusal is journaled and changes nothing. */
  command(command: ChangeCommand, who: Standing): Promise<ChangeReply> {
    return this.inTurn(async () => {
      const denied = refusalOf(
        who,
        LEAST_CHANGE_ROLE[command.kind],
        `septet config ${command.kind.replace('_', ' ')}`,
      );
      const reply =
        denied === null
          ? await this.carryOut(command, who)
          : ({ ok: false, code: 'ROLE', text: denied } as const);
      if (!reply.ok && LEAST_CHANGE_ROLE[command.kind] !== null)
        this.refused(command, who, reply.text);
      return reply;
    });
  }

  /** Work that must not meet a command half-way. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= WAITING_MAX) {
      throw new StoreError('broken', `${WAITING_MAX} commands wait already: try again in a moment`);
    }
    this.waiting += 1;
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.waiting -= 1;
    }
  }

  private async carryOut(command: ChangeCommand, who: Standing): Promise<ChangeReply> {
    try {
      const { carryOut } = await import('./commands.ts');
      return await carryOut(this, command, who);
    } catch (error) {
      if (error instanceof StoreError) {
        return { ok: false, code: error.problem.toUpperCase(), text: error.message };
      }
      return { ok: false, code: 'FAILED', text: textOf(error) };
    }
  }

  private refused({ kind: command }: ChangeCommand, who: Standing, text: string): void {
    const { name: actor } = who;
    try {
      this.append([{ kind: 'refused', at: this.ports.now(), command, actor, text }]);
    } catch (error) {
      this.ports.say('critical', `the refusal of ${command} was not recorded: ${textOf(error)}`);
    }
  }
}
