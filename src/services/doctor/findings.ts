/** What is wrong with an installation and its home, from what was looked at. Pure. */

export interface Finding {
  /** Snake case: `free_disk`. */
  readonly id: string;
  readonly title: string;
  readonly state: 'ok' | 'warning' | 'failed';
  /** What was seen, with figures. */
  readonly text: string;
  /** How to mend it; null: nothing to mend. */
  readonly remedy: string | null;
}

export interface Facts {
  /** `20.19.2` */
  readonly node: string;
  readonly build: string;
  /** Programs that are missing from the build. */
  readonly missingPrograms: readonly string[];
  /** Why the database engine does not load; null: it loads. */
  readonly databaseError: string | null;
  readonly home: {
    readonly path: string;
    readonly state: 'absent' | 'folder' | 'other';
    /** Rights of group and others, octal digits; null: nobody but the owner. */
    readonly open: string | null;
    readonly own: boolean;
    readonly writable: boolean;
  };
  readonly freeDiskBytes: number | null;
  /** What the machine could still give, bytes; null: it does not say. */
  readonly freeMemoryBytes: number | null;
  readonly supervisor: number | null;
  readonly living: readonly string[];
  /** Why the folder of sockets cannot be used; null: it can. */
  readonly socketError: string | null;
  readonly port: {
    readonly number: number;
    /** Somebody listens there and nothing of this home runs. */
    readonly taken: boolean;
  } | null;
  readonly configuration: {
    readonly folder: string;
    readonly version: string | null;
    readonly errors: readonly string[];
  };
  /** Null: fine, or nobody is registered. */
  readonly peopleProblem: string | null;
  readonly haltLeftBy: string | null;
  readonly journals: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly isDatabase: boolean;
  }[];
}

/** Oldest Node this program is made for. */
const NODE = [20, 19] as const;
const MIB = 2 ** 20;
/** A day of a busy portfolio writes some tens of MiB; a full disk stops every entry. */
const DISK_FAIL = 100 * MIB;
const DISK_WARN = 1_024 * MIB;
/** The stack on paper takes 700 MiB (specification 4.7). */
const MEMORY_WARN = 1_024 * MIB;

export function findingsOf(facts: Facts): readonly Finding[] {
  return [
    nodeFinding(facts),
    buildFinding(facts),
    databaseFinding(facts),
    homeFinding(facts),
    diskFinding(facts),
    memoryFinding(facts),
    processFinding(facts),
    socketFinding(facts),
    portFinding(facts),
    configurationFinding(facts),
    peopleFinding(facts),
    haltFinding(facts),
    journalFinding(facts),
  ];
}

const found =
  (id: string, title: string) =>
  (state: Finding['state'], text: string, remedy: string | null = null): Finding => ({
    ...{ id, title, state, text, remedy },
  });
const mebibytes = (bytes: number): string => `${Math.floor(bytes / MIB)} MiB`;

function nodeFinding({ node }: Facts): Finding {
  const say = found('node', 'Node');
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const fits = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  return fits
    ? say('ok', node)
    : say('failed', `${node} is too old`, `install Node ${NODE.join('.')} or newer`);
}

function buildFinding({ build, missingPrograms }: Facts): Finding {
  const say = found('build', 'Program');
  if (missingPrograms.length === 0) return say('ok', build);
  return say('failed', `not built: ${missingPrograms.join(', ')}`, 'npm ci && npm run build');
}

function databaseFinding({ databaseError }: Facts): Finding {
  const say = found('database', 'Database engine');
  if (databaseError === null) return say('ok', 'loads and answers');
  const remedy =
    'npm ci, with optional packages (no --omit=optional), on the machine it is to run on';
  return say('failed', databaseError, remedy);
}

function homeFinding({ home }: Facts): Finding {
  const say = found('home', 'Home');
  const { path, state, open, own, writable } = home;
  if (state === 'absent') return say('ok', `${path} is not there yet: the first start makes it`);
  if (state === 'other') {
    return say('failed', `${path} is no folder`, 'name another with --home or SEPTET_HOME');
  }
  if (!own) return say('failed', `${path} belongs to another user`, 'run septet as its owner');
  if (!writable) return say('failed', `${path} cannot be written`, `chmod u+rwx ${path}`);
  if (open !== null) {
    const text = `others can enter ${path} (mode ..${open}): it holds people's tokens as hashes and all journals`;
    return say('warning', text, `chmod 700 ${path}`);
  }
  return say('ok', `${path}, for its owner alone`);
}

function diskFinding({ freeDiskBytes }: Facts): Finding {
  const say = found('free_disk', 'Disk');
  if (freeDiskBytes === null) return say('warning', 'the file system does not say what is free');
  const text = `${mebibytes(freeDiskBytes)} free`;
  const remedy = 'make room: a journal that cannot be written closes all entries';
  if (freeDiskBytes < DISK_FAIL) return say('failed', text, remedy);
  return freeDiskBytes < DISK_WARN ? say('warning', text, remedy) : say('ok', text);
}

function memoryFinding({ freeMemoryBytes, living }: Facts): Finding {
  const say = found('free_memory', 'Memory');
  if (freeMemoryBytes === null) return say('ok', 'the machine does not say what is free');
  const text = `${mebibytes(freeMemoryBytes)} available`;
  if (living.length > 0 || freeMemoryBytes >= MEMORY_WARN) return say('ok', text);
  return say('warning', text, 'the portfolio needs about 700 MiB: end something else first');
}

function processFinding({ supervisor, living }: Facts): Finding {
  const say = found('processes', 'Processes');
  if (supervisor !== null) {
    return say('ok', `supervisor (pid ${supervisor}) and ${living.length} services run`);
  }
  if (living.length === 0) return say('ok', 'nothing runs on this home');
  const text = `${living.join(', ')} ${living.length === 1 ? 'runs' : 'run'} without a supervisor: nobody restarts what dies`;
  return say('warning', text, 'septet up takes them over; septet down ends them in order');
}

function socketFinding({ socketError }: Facts): Finding {
  const say = found('sockets', 'Sockets');
  if (socketError === null) return say('ok', 'their folder is of this user');
  return say('failed', socketError, 'remove that folder, or choose a home with a shorter path');
}

function portFinding({ port }: Facts): Finding {
  const say = found('port', 'Port of the page');
  if (port === null) return say('ok', 'not looked at: the configuration has errors');
  if (!port.taken) return say('ok', String(port.number));
  const text = `another program listens on 127.0.0.1:${port.number}`;
  return say('failed', text, 'end it, or start with --port (septet.yaml: apiPort)');
}

function configurationFinding({ configuration }: Facts): Finding {
  const say = found('configuration', 'Configuration');
  const { folder, version, errors } = configuration;
  if (errors.length === 0) return say('ok', `${folder}: no errors, version ${version}`);
  const rest = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  return say('failed', `${folder}: ${errors[0]}${rest}`, 'septet config check shows every error');
}

function peopleFinding({ peopleProblem }: Facts): Finding {
  const say = found('people', 'People');
  if (peopleProblem === null) return say('ok', 'their registry can be read, or nobody is in one');
  return say('failed', peopleProblem, 'see docs/people.md; halting needs nobody meanwhile');
}

function haltFinding({ haltLeftBy }: Facts): Finding {
  const say = found('halt_left', 'Halt that was left');
  if (haltLeftBy === null) return say('ok', 'none');
  const remedy = 'septet up takes it over; septet resume --reason "..." lifts it then';
  return say('warning', `ENTRY_HALT waits for the executor: ${haltLeftBy}`, remedy);
}

function journalFinding({ journals }: Facts): Finding {
  const say = found('journals', 'Journals');
  if (journals.length === 0) return say('ok', 'none yet');
  const broken = journals.filter(({ isDatabase }) => !isDatabase).map(({ name }) => name);
  if (broken.length > 0) {
    const remedy = 'septet restore <backup> into a new home; keep this one for whoever looks at it';
    return say('failed', `no database any more: ${broken.join(', ')}`, remedy);
  }
  const list = journals.map(({ name, bytes }) => `${name} ${mebibytes(bytes)}`).join(', ');
  return say('ok', `${list} (septet verify proves their content while nothing runs)`);
}
