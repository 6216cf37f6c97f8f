import type { LaunchStepStatus } from '../../../../src/domain/status.ts';
import type { Tone } from '../../parts/parts.tsx';

export const STEP_TONES: Readonly<Record<LaunchStepStatus['state'], Tone>> = {
  waiting: 'quiet',
  running: 'info',
  passed: 'good',
  warning: 'warn',
  failed: 'bad',
  held: 'bad',
};
