/** Entry of every service process: `service <name> [argument]`, home in SEPTET_HOME. */
import { strategyId } from '../domain/ids.ts';

const [name = '', argument = ''] = process.argv.slice(2);
const home = process.env['SEPTET_HOME'] ?? '';

/** Each service is loaded alone: a worker carries no database, the feed no kernel. */
async function runService(): Promise<void> {
  switch (name) {
    case 'feed':
      return (await import('./feed.ts')).runFeed(home);
    case 'executor':
      return (await import('./executor.ts')).runExecutor(home);
    case 'orchestrator':
      return (await import('./orchestrator.ts')).runOrchestrator(home);
    case 'worker':
      return (await import('./worker.ts')).runWorker(strategyId(argument), home);
    case 'api':
      return (await import('./api.ts')).runApiService(home);
    default:
      throw new Error(`there is no service "${name}"`);
  }
}

if (home === '') throw new Error('SEPTET_HOME is not set: services are started by `septet up`');
await runService();
