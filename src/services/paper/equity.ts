import { BusClient } from '../../bus/client.ts';
import { socketPath } from '../../bus/socket-path.ts';
import type { Home } from '../home.ts';

const TIMEOUT_MS = 10_000;

/** Equity of the portfolio now, USDT; `otherwise` when nobody can say. Sizes follow it. */
export async function currentEquity(home: Home, otherwise: string): Promise<string> {
  const client = new BusClient({
    service: 'orchestrator',
    path: socketPath(home.path, 'orchestrator'),
    peer: 'shadow',
    reconnect: false,
  });
  try {
    await client.ready(TIMEOUT_MS);
    const { equity } = await client.request('status', {}, TIMEOUT_MS);
    return equity !== null && equity > 0 ? equity.toFixed(2) : otherwise;
  } catch {
    return otherwise;
  } finally {
    client.close();
  }
}
