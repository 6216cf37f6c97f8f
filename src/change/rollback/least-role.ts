/** Least role of every command about rollbacks. */
import type { Role } from '../../domain/people.ts';
import type { RollbackCommand } from '../../domain/rollback.ts';

/** Looking needs none, and a crash loop asks nobody. */
export const LEAST_ROLLBACK_ROLE: Readonly<Record<RollbackCommand['kind'], Role | null>> = {
  status: null,
  start: 'risk',
  decline: 'risk',
  confirm: 'risk',
  retry: 'operator',
};
