/** Paper validation of a home, for its change office: through the files that the shadow reads. */
import type { PaperDesk, PaperTask } from '../../change/paper-desk.ts';
import type { ConfigFiles } from '../../change/store/content.ts';
import { hostClock } from '../clock.ts';
import type { Home } from '../home.ts';
import { readRunFile } from '../run-file.ts';
import { assignPaper, endPaper, readAssignment, readPaperState } from './paper-home.ts';

export const homeDesk = (home: Home): PaperDesk => ({
  task: () => readAssignment(home) ?? null,
  told: () => {
    const assignment = readAssignment(home);
    const state = assignment && readPaperState(home, assignment);
    if (assignment === undefined || state === undefined) return null;
    const { progress, report } = state;
    if (report === null) return { progress, report };
    const { name, verdict, at, counts } = report;
    return { progress, report: { report: name, verdict, at, counts } };
  },
  runs: () => readRunFile(home)?.configCommit ?? null,
  counts: () => {
    const run = readRunFile(home);
    return run !== undefined && run.market.kind !== 'recorded' && run.anchor.speed === 1;
  },
  begin: (task, files) => begin(home, task, files),
  end: () => endPaper(home),
});

/** With what the start was given on top, as the version in force has it. */
async function begin(home: Home, task: PaperTask, files: ConfigFiles): Promise<string | null> {
  const run = readRunFile(home);
  if (run === undefined) {
    return `${home.path} has never been started: paper validation runs beside \`septet up\``;
  }
  const { loadConfigFiles } = await import('../../config/load.ts');
  const { formatConfigErrors } = await import('../../config/errors.ts');
  const { venue, runtime, market } = run.config;
  const loaded = loadConfigFiles(files, task.proposal, {
    ...run.options,
    ...(venue.kind === 'paper' ? { speed: runtime.speed } : {}),
    ...(run.market.kind === 'recorded' ? { marketCadence: market.stepLength } : {}),
  });
  if (!loaded.ok) {
    const what = 'with the options this home was started with it makes no sense';
    return [`${task.proposal}: ${what}`, ...formatConfigErrors(loaded.errors)].join('\n');
  }
  assignPaper(home, {
    ...{ schema: 'septet.paper-assignment/2', ...task, at: hostClock.now() },
    ...{ config: loaded.config, configFiles: loaded.files.length },
    limits: run.config.changes.paper,
  });
  return null;
}
