/**
 * The API process: messages to the desk and commands from it, the page and HTTP on loopback. The
 * messenger starts first and does not need the page.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { scraper } from '../api/metrics/scrape.ts';
import type { ApiPorts } from '../api/ports.ts';
import { openDesk, type RunningApi, runApi } from '../api/run.ts';
import { newSessionKey, Sessions } from '../api/session.ts';
import { buildInfo } from '../bus/build-info.ts';
import { BusServer, messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import { readPrivateFile, writePrivateFile } from '../secrets/private-file.ts';
import { removeApiAddress, writeApiAddress } from './api-address.ts';
import { apiFiles } from './api-files.ts';
import { hostClock } from './clock.ts';
import { deskFiles } from './desk-files.ts';
import { type HaltLatch, leaveHaltLatch } from './halt-latch.ts';
import type { Home } from './home.ts';
import { type RunningMessenger, startMessenger } from './messenger/start.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { standingAt } from './standing.ts';

export async function runApiService(home: string): Promise<void> {
  const service = startServiceProcess('api', home);
  const { log } = service;
  const leaveLatch = (latch: HaltLatch): void => leaveHaltLatch(service.home, latch);
  const opened = openDesk(home, leaveLatch, deskFiles(service.home));
  const { desk, halt, acknowledge } = opened;
  const messenger = startMessenger(service, {
    ...{ halt, acknowledge, status: () => desk.snapshot().status },
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
  const ports = portsOf(service, opened, messenger);
  const api = await listen(service, ports, messenger).catch((error: unknown) => {
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

function portsOf(
  { home, run }: ServiceProcess,
  { desk, history, search, ask, halt, command }: ReturnType<typeof openDesk>,
  messenger: RunningMessenger,
): ApiPorts {
  const { build, config } = run;
  return {
    ...{ desk, history, search, build, ask, halt, command, files: apiFiles(home), ...hostTime },
    guarded: config.changes.enforcedFor.includes(config.venue.kind),
    sessions: new Sessions(sessionKey(home), hostClock.now),
    standing: (token) => standingAt(home.path, { token, name: 'page' }),
    messenger: () => messenger.status(),
    testChannels: async (actor) => {
      const { tryChannels } = await import('./messenger/try-channels.ts');
      return tryChannels(config, actor);
    },
    metrics: scraper(desk, build, () => messenger.status().channels),
  };
}

const hostTime: Pick<ApiPorts, 'wall' | 'monotonic' | 'every'> = {
  wall: hostClock.now,
  monotonic: hostClock.monotonic,
  every: (length, call) => {
    const timer = setInterval(call, length);
    return () => clearInterval(timer);
  },
};

/** Kept beside what runs, for this user alone; without a readable one sessions begin anew. */
function sessionKey(home: Home): string {
  const path = join(home.run, 'session.key');
  const known = existsSync(path) ? readPrivateFile(path) : null;
  if (known?.ok === true && known.text.trim().length >= 40) return known.text.trim();
  const key = newSessionKey();
  writePrivateFile(path, `${key}\n`);
  return key;
}

function listen(
  { run, log }: ServiceProcess,
  ports: ApiPorts,
  { slack }: RunningMessenger,
): Promise<RunningApi> {
  const { apiPort: port } = run.config.runtime;
  const options = { ports, slack, webRoot: join(buildInfo().folder, 'web') };
  return runApi(options, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    // Another portfolio may have it: a page on another port is better than none.
    log('warn', `port ${port} is taken: using any free one`);
    return runApi(options, 0);
  });
}
