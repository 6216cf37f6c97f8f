/** The API process: the page and HTTP on loopback. */
import { join } from 'node:path';
import { runApi } from '../api/run.ts';
import { removeApiAddress, writeApiAddress } from './api-address.ts';
import { buildInfo } from './build-info.ts';
import { startServiceProcess } from './service-process.ts';

export async function runApiService(home: string): Promise<void> {
  const service = startServiceProcess('api', home);
  const { run, log } = service;
  const api = await runApi({
    home,
    port: run.config.runtime.apiPort,
    webRoot: join(buildInfo().folder, 'web'),
    build: run.build,
  });
  writeApiAddress(service.home, api.url);
  log('info', `listening on ${api.url}`);
  service.onStop(async () => {
    removeApiAddress(service.home);
    await api.close();
  });
}
