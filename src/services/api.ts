/** The API process: the page and HTTP on loopback. */
import { join } from 'node:path';
import { runApi } from '../api/run.ts';
import { removeApiAddress, writeApiAddress } from './api-address.ts';
import { buildInfo } from './build-info.ts';
import { startServiceProcess } from './service-process.ts';

export async function runApiService(home: string): Promise<void> {
  const service = startServiceProcess('api', home);
  const { run, log } = service;
  const options = { home, webRoot: join(buildInfo().folder, 'web'), build: run.build };
  const port = run.config.runtime.apiPort;
  const api = await runApi({ ...options, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    // Another portfolio may have it: a page on another port is better than none.
    log('warn', `port ${port} is taken: using any free one`);
    return runApi({ ...options, port: 0 });
  });
  writeApiAddress(service.home, api.url);
  log('info', `listening on ${api.url}`);
  service.onStop(async () => {
    removeApiAddress(service.home);
    await api.close();
  });
}
