/** Rollbacks as lines of plain text. */
import type { VersionRef } from '../domain/change.ts';
import type { RollbackStatus, RollbackView } from '../domain/rollback.ts';
import { instant } from './figures.ts';

/** Of what is over, the newest so many. */
const PAST_SHOWN = 5;

const refText = (ref: VersionRef | null): string =>
  ref === null ? '-' : `${ref.commit.slice(0, 10)} (${ref.version})`;

export function rollbackLines({ inForce, target, open, past }: RollbackStatus): readonly string[] {
  const nowhere =
    'none: no version is known-good but the one in force; septet config pin vouches for one';
  return [
    `in force    ${inForce === null ? 'nothing yet' : refText(inForce)}`,
    ...(open === null
      ? [`target      ${target === null ? nowhere : refText(target)}`, 'no rollback is under way']
      : openLines(open)),
    ...past.slice(0, PAST_SHOWN).map(pastLine),
  ];
}

const WAY_ON: Readonly<Partial<Record<RollbackView['state'], string>>> = {
  proposed: 'waits       for a person: septet rollback start, or septet rollback decline',
  held: 'waits       for a person: septet rollback retry, or septet rollback decline',
};

function openLines(open: RollbackView): readonly string[] {
  const { id, trigger, from, to, actor, reason, evidence, at, state, steps, waits } = open;
  const way = WAY_ON[state];
  return [
    `rollback    ${id} ${state} since ${instant(at)} UTC: ${trigger}, ${actor}: ${reason}`,
    `from        ${refText(from)}`,
    `target      ${refText(to)}`,
    ...evidence.map((line) => `because     ${line}`),
    ...steps.flatMap((step) => [
      `${step.id.padEnd(11)} ${step.state}  ${instant(step.at)} UTC`,
      ...step.evidence.map((line) => `            ${line}`),
    ]),
    ...waits.map((line) => `waits       ${line}`),
    ...(way === undefined ? [] : [way]),
  ];
}

const pastLine = ({ id, state, at, from, to, trigger, text }: RollbackView): string =>
  `past        ${id} ${state}, ${instant(at)} UTC, ${trigger}: ${refText(from)} to ${refText(to)}${text === '' ? '' : `; ${text}`}`;
