/** Versions and changes as tables of plain text. */
import type { ChangedKey } from '../domain/change.ts';
import type {
  ChangeAnswer,
  ChangeStatus,
  ProposalView,
  VersionView,
} from '../domain/change-office.ts';
import { instant } from './figures.ts';
import type { Palette } from './paint.ts';

const short = (commit: string): string => commit.slice(0, 10);

/** Left-aligned columns, two spaces between them; the last one is not filled up. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function changedLines(changed: readonly ChangedKey[], paint: Palette): readonly string[] {
  if (changed.length === 0) return ['no value differs: comments or notation only'];
  const head = ['key', 'old', 'new', 'moved', 'class', 'risk', 'why'];
  const rows = changed.map((each) => [
    `${each.file}: ${each.path}`,
    valueText(each.before),
    valueText(each.after),
    each.moved === null ? '' : `${each.moved > 0 ? '+' : ''}${(each.moved * 100).toFixed(1)} %`,
    each.class,
    each.direction,
    each.why,
  ]);
  const [title = '', ...lines] = table([head, ...rows]);
  return [
    paint.bold(title),
    ...lines.map((line, index) => (changed[index]?.class === 'major' ? paint.yellow(line) : line)),
  ];
}

/** A section that was added or removed is named, not written out. */
function valueText(value: unknown): string {
  if (value === undefined) return '-';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return `{${Object.keys(value).length} keys}`;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}

export function diffLines(
  { from, to, changed, files, class: kind }: Extract<ChangeAnswer, { kind: 'diff' }>,
  paint: Palette,
): readonly string[] {
  if (files.length === 0) return [`${from} and ${to} are the same, byte for byte`];
  return [
    `${from} -> ${to}: ${changed.length} key${changed.length === 1 ? '' : 's'} in ${files.join(', ')}; ${kind} against the first`,
    ...changedLines(changed, paint),
  ];
}

export function historyLines(
  { entries }: Extract<ChangeAnswer, { kind: 'history' }>,
  paint: Palette,
): readonly string[] {
  const head = [
    'in force since',
    'commit',
    'version',
    'by',
    'class',
    'author',
    'approved',
    'marks',
  ];
  const rows = entries.map((each) => [
    instant(each.at),
    short(each.commit),
    each.version,
    each.id === '' ? each.by : `${each.by} ${each.id}`,
    each.class ?? '',
    each.author,
    each.approvedBy.join(', '),
    `${each.marks.join(', ')}${each.marks.length === 0 ? '' : '  '}${oneLine(each.reason)}`,
  ]);
  const [title = '', ...lines] = table([head, ...rows]);
  return [paint.bold(title), ...lines];
}

const oneLine = (text: string): string => text.split('\n', 1)[0] ?? '';

export function statusLines(status: ChangeStatus, paint: Palette): readonly string[] {
  const { inForce, validated, drift, knownGood, quarantined, rollback, remote } = status;
  const changed =
    drift.length === 0
      ? 'none'
      : paint.yellow(`${drift.join(', ')} differ and are not in force (septet config diff)`);
  return [
    inForce === null
      ? 'in force    nothing yet'
      : `in force    ${versionText(inForce)} by ${inForce.by} since ${instant(inForce.since)} UTC`,
    ...(status.incomplete.length === 0
      ? []
      : [
          paint.yellow(
            `lacks       ${status.incomplete.join(', ')}: this build asks for it (septet upgrade)`,
          ),
        ]),
    `validated   ${validated === null ? 'nothing' : versionText(validated)}`,
    `files       ${status.folder}`,
    `drift       ${changed}`,
    `gates       ${status.enforced ? 'hold here' : 'are told here, not enforced'}`,
    `remote      ${remote.url === null ? remote.text : `${remote.url}: ${remote.text}`}`,
    ...(rollback === null ? [] : [paint.red(`rollback    ${rollback} is under way`)]),
    ...knownGood.map(
      ({ ref, pinnedBy, reason }) =>
        `known-good  ${short(ref.commit)} (${ref.version}, build ${ref.build}) ${pinnedBy === null ? reason : `pinned by ${pinnedBy}: ${reason}`}`,
    ),
    ...quarantined.map(({ commit, reason }) => `quarantine  ${short(commit)}: ${reason}`),
    ...status.open.flatMap((each) => proposalLines(each, paint)),
  ];
}

const versionText = ({ commit, version, author, reason }: VersionView): string =>
  `${short(commit)} (${version}) of ${author}: ${oneLine(reason)}`;

function proposalLines(each: ProposalView, paint: Palette): readonly string[] {
  const { id, version, gates, voided } = each;
  const lost = voided === 0 ? '' : `, ${voided} approval${voided === 1 ? '' : 's'} void since`;
  return [
    `proposal    ${paint.bold(id)} ${version.class} ${versionText(version)} (content ${version.content.slice(0, 12)}${lost})`,
    ...gates.map(({ met, enforced, text }) => {
      const mark = met
        ? paint.green('ok')
        : enforced
          ? paint.red('needs')
          : paint.dim('would need');
      return `            ${mark} ${text}`;
    }),
  ];
}

export function doneLines(
  text: string,
  answer: Extract<ChangeAnswer, { kind: 'done' }>,
  paint: Palette,
): readonly string[] {
  const keys = answer.changed.length === 0 ? [] : changedLines(answer.changed, paint);
  return [text, ...keys, ...answer.notes.map((note) => `- ${note}`)];
}
