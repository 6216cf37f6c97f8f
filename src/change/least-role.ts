/** Least role of every command to the change office. */
import type { ChangeCommand } from '../domain/change-office.ts';
import type { Role } from '../domain/people.ts';

/** Looking needs none. */
export const LEAST_CHANGE_ROLE: Readonly<Record<ChangeCommand['kind'], Role | null>> = {
  propose: 'operator',
  withdraw: 'operator',
  approve: 'risk',
  promote: 'risk',
  complete: 'risk',
  paper_start: 'operator',
  paper_stop: 'operator',
  pin: 'risk',
  unpin: 'risk',
  remote: 'admin',
  diff: null,
  history: null,
  status: null,
};
