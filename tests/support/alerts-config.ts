/** The alert rules of the default configuration, at the pace of the world. */
import { loadConfig } from '../../src/config/load.ts';
import type { AlertsConfig } from '../../src/domain/alerts.ts';

let loaded: AlertsConfig | undefined;

export function alertsConfig(): AlertsConfig {
  if (loaded !== undefined) return loaded;
  const read = loadConfig(new URL('../../config', import.meta.url).pathname, { speed: 1 });
  if (!read.ok) throw new Error(read.errors.map((error) => error.message).join('; '));
  loaded = read.config.alerts;
  return loaded;
}
