/** Import directions: data flows one way, and a test run fails when an arrow points back. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: [`^src/${from}/`, ...allowed.map((folder) => `^src/${folder}/`)] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('domain-imports-nothing', 'domain', [], 'The vocabulary stands alone.'),
    only('kernel-imports-domain', 'kernel', ['domain'], 'The kernel is pure.'),
    {
      name: 'kernel-and-runbook-without-packages',
      comment: 'No I/O, no packages in what must replay bit for bit.',
      severity: 'error',
      from: { path: '^src/(kernel|runbook|domain)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    only('report-imports-domain', 'report', ['domain'], 'Reports as files, from their figures.'),
    only('formats-imports-domain', 'formats', ['domain'], 'Schemas of files, from the vocabulary.'),
    only(
      'kernel-file-imports',
      'kernel-file',
      ['domain', 'kernel', 'formats', 'journal'],
      'The bare kernel on files.',
    ),
    only('runbook-imports', 'runbook', ['domain', 'kernel'], 'State machines over kernel events.'),
    only('strategies-imports', 'strategies', ['domain'], 'A strategy knows candles only.'),
    only('market-imports', 'market', ['domain'], 'Market data knows nobody.'),
    only('secrets-imports', 'secrets', [], 'Reads secrets and knows nobody who wants them.'),
    only('people-imports', 'people', ['domain', 'secrets'], 'Who somebody is, whatever is asked.'),
    only('notify-imports', 'notify', ['domain', 'secrets'], 'Carries words to the desk.'),
    only(
      'chat-imports',
      'chat',
      ['domain', 'bus', 'notify'],
      'Answers people; what it may do comes in through a port.',
    ),
    only('venues-imports', 'venues', ['domain', 'secrets'], 'A venue speaks the port.'),
    only(
      'sim-server-imports',
      'sim-server',
      ['domain', 'market', 'venues'],
      'The simulated exchange as a server needs no portfolio.',
    ),
    only('execution-imports', 'execution', ['domain'], 'The executor needs nobody alive.'),
    only('journal-imports', 'journal', ['domain'], 'A journal stores what it is given.'),
    only('bus-imports', 'bus', ['domain'], 'Messages are made of the vocabulary.'),
    only(
      'config-imports',
      'config',
      ['domain', 'strategies', 'market', 'venues', 'journal', 'secrets'],
      'Configuration knows the catalogues it validates against.',
    ),
    only(
      'change-imports',
      'change',
      ['domain', 'config', 'journal', 'kernel', 'runbook', 'simulation', 'market', 'orchestrator'],
      'Versions, their gates, their time on paper, their rollback; who runs processes drives it.',
    ),
    only(
      'orchestrator-imports',
      'orchestrator',
      ['domain', 'kernel', 'runbook', 'journal', 'bus'],
      'Kernel and runbook behind one journal.',
    ),
    {
      name: 'entry-points-are-not-imported',
      comment: 'services, cli and api import the rest and are imported by nobody.',
      severity: 'error',
      from: { path: '^src/(?!services|cli|api)' },
      to: { path: '^src/(services|cli|api)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
