/**
 * The API process: messages to the desk and commands from it, the page and HTTP on loopback. The
 * messenger starts first and does not need the page.
 */
import { join } from 'node:path';
import { openDesk, type RunningApi, runApi } from '../api/run.ts';
import { BusServer, messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import { removeApiAddress, writeApiAddress } from './api-address.ts';
import { buildInfo } from './build-info.ts';
import { leaveHaltLatch } from './halt-latch.ts';
import { type RunningMessenger, startMessenger } from './messenger/start.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';

export async function runApiService(home: string): Promise<void> {
  const service = startServiceProcess('api', home);
  const { log } = service;
  const opened = openDesk(home, (latch) => leaveHaltLatch(service.home, latch));
  const { desk, backend, acknowledge } = opened;
  const messenger = startMessenger(service, {
    status: () => desk.snapshot().status,
    halt: backend.halt,
    acknowledge,
  });
  service.onStop(() => opened.close());
  service.onStop(() => messenger.stop());
  const bus = new BusServer({
    service: 'api',
    path: socketPath(home, 'api'),
    handlers: { messenger: () => messenger.status() },
    onProblem: (text) => log('warn', text),
  });
  await bus.listen();
  service.onStop(() => bus.close());
  const api = await listen(service, opened, messenger).catch((error: unknown) => {
    log('error', `there is no page: ${messageOf(error)}`);
  });
  if (api === undefined) return;
  writeApiAddress(service.home, api.url);
  log('info', `listening on ${api.url}`);
  service.onStop(async () => {
    removeApiAddress(service.home);
    await api.close();
  });
}

function listen(
  { run, log }: ServiceProcess,
  opened: ReturnType<typeof openDesk>,
  messenger: RunningMessenger,
): Promise<RunningApi> {
  const { apiPort: port } = run.config.runtime;
  const options = {
    webRoot: join(buildInfo().folder, 'web'),
    build: run.build,
    messenger: () => messenger.status(),
    slack: messenger.slack,
  };
  return runApi(opened, { ...options, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    // Another portfolio may have it: a page on another port is better than none.
    log('warn', `port ${port} is taken: using any free one`);
    return runApi(opened, { ...options, port: 0 });
  });
}
