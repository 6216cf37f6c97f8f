/** Meaning of `channels.yaml`: who stands in for whom. */
import { entriesOf, type Rule } from './findings.ts';

const KINDS = ['slack', 'telegram', 'webhook'] as const;

export const channelRoles: Rule = (contents, report) => {
  const file = contents['channels.yaml'];
  const all = KINDS.flatMap((kind) =>
    entriesOf(file?.[kind]).map(([name, { role }]) => ({ kind, name, role })),
  );
  const primaries = all.filter(({ role }) => role !== 'fallback');
  const [first] = all;
  if (first === undefined) return;
  if (primaries.length === 0) {
    report({
      file: 'channels.yaml',
      path: [first.kind, first.name, 'role'],
      message: 'is fallback, and so is every other channel',
      remedy: 'leave at least one primary: a fallback only carries while a primary one has failed',
    });
  }
};
