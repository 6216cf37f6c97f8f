/** The configuration with other limits, as a bad version of it would have them. Pure. */
import type { KernelConfig, SeptetConfig } from '../domain/config.ts';
import { limitKeys, limitProblem, readLimit, withLimit } from '../runbook/overrides/limits.ts';

/** By their names in the configuration files, values as these write them. */
export type Limits = Readonly<Record<string, string>>;

/** Why a limit cannot be changed so; null: it can. */
export function changedLimitProblem(
  config: KernelConfig,
  key: string,
  text: string,
): string | null {
  const limit = limitKeys(config).find((each) => each.key === key);
  if (limit === undefined) return `there is no limit ${key} (septet override list names them)`;
  const value = readLimit(limit, text);
  return typeof value === 'string' ? value : limitProblem(config, limit, value);
}

/** A version of its own where a limit differs; the limits were found fit before. */
export function changedVersion(config: SeptetConfig, limits: Limits): SeptetConfig {
  const keys = Object.keys(limits);
  if (keys.length === 0) return config;
  const all = limitKeys(config.kernel);
  const kernel = keys.reduce((changed, key) => {
    const limit = all.find((each) => each.key === key);
    const value = limit === undefined ? '' : readLimit(limit, limits[key] ?? '');
    if (limit === undefined || typeof value === 'string') throw new Error(`no limit ${key}`);
    return withLimit(changed, limit, value);
  }, config.kernel);
  const version = `${config.kernel.version}+changed`;
  return { ...config, kernel: { ...kernel, version } };
}
