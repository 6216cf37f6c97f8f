/** promtool of Debian's package `prometheus`, where it is installed. */
import { spawnSync } from 'node:child_process';

export interface PromtoolResult {
  readonly code: number | null;
  readonly said: string;
}

export function promtool(line: readonly string[], input = ''): PromtoolResult {
  const { status, stdout, stderr } = spawnSync('promtool', line, { encoding: 'utf8', input });
  return { code: status, said: `${stdout ?? ''}${stderr ?? ''}` };
}

export const HAS_PROMTOOL = promtool(['--version']).code === 0;
