/** What an upgrade would change, and what it has to wait for, in words. Pure. */
import type { ProgramLook, UpgradeLook } from './look.ts';

export interface UpgradeFindings {
  /** What would change, and what is open. */
  readonly lines: readonly string[];
  /** Each of them refuses the upgrade, with the remedy. */
  readonly blockers: readonly string[];
}

/** `completion`: what the configuration gets, in words; `fault`: why it cannot run at all. */
export interface ConfigurationLook {
  readonly completion: readonly string[];
  readonly class: 'minor' | 'major' | null;
  readonly enforced: boolean;
  readonly fault: string | null;
}

/** `goesOn`: an upgrade to this build was begun and did not end. */
export function upgradeFindings(
  look: UpgradeLook,
  configuration: ConfigurationLook,
  goesOn = false,
): UpgradeFindings {
  return {
    lines: [...programLines(look), ...configurationLines(configuration), ...deskLines(look)],
    blockers: [
      ...programBlockers(look),
      ...(configuration.fault === null ? [] : [configuration.fault]),
      ...(look.keyTrouble === null
        ? []
        : [`the new executor would have no key of the venue: ${look.keyTrouble}`]),
      // Half-way it has to come to its end: what opened meanwhile may be of its own making.
      ...(goesOn ? [] : deskBlockers(look)),
    ],
  };
}

const buildOf = ({ pid, versions }: ProgramLook): string =>
  pid === null ? 'does not run' : (versions?.build ?? 'a build that does not say');

function programLines({ installed, supervisor, processes }: UpgradeLook): readonly string[] {
  const lines = [
    `installed     build ${installed.build}, ${installed.protocol}, ${installed.journal}`,
  ];
  for (const each of [supervisor, ...processes]) {
    const same = each.versions?.build === installed.build;
    const silent =
      each.versions !== undefined && each.versions.protocol !== installed.protocol
        ? `, ${each.versions.protocol}: does not talk to this build`
        : '';
    lines.push(`${each.name.padEnd(13)} ${same ? 'runs this build' : buildOf(each)}${silent}`);
  }
  return lines;
}

function configurationLines(look: ConfigurationLook): readonly string[] {
  if (look.completion.length === 0) return ['configuration has all that this build asks for'];
  const how = look.enforced
    ? 'gates hold here: needs role risk and --reason'
    : 'told, not enforced';
  return [
    `configuration gets, as this build has it (${look.class ?? 'unclassified'}; ${how}):`,
    ...look.completion.map((each) => `  ${each}`),
  ];
}

function deskLines({ positions, haltedBy, incidents }: UpgradeLook): readonly string[] {
  const lines: string[] = [];
  for (const each of positions ?? []) {
    const stop = each.stopOnVenue ? `stop ${each.stopPrice} at the venue` : 'NO STOP AT THE VENUE';
    lines.push(
      `position      ${each.strategy} ${each.symbol} ${each.side} ${each.quantity}, ${stop}`,
    );
  }
  if (positions?.length === 0) lines.push('position      none');
  if (haltedBy !== null) {
    lines.push(`ENTRY_HALT    by ${haltedBy}: it stays after the upgrade (septet resume)`);
  }
  for (const { id, class: grade } of incidents) lines.push(`incident      ${id} ${grade} is open`);
  return lines;
}

function programBlockers({ installed, supervisor, processes }: UpgradeLook): readonly string[] {
  const newer = [supervisor, ...processes].filter(
    ({ versions }) =>
      versions !== undefined && formatOf(versions.journal) > formatOf(installed.journal),
  );
  return newer.map(
    ({ name, versions }) =>
      `${name} keeps journals of ${versions?.journal}, this build reads ${installed.journal}: a downgrade; use a build that reads them, or restore a backup of that time`,
  );
}

/** The number at the end of `septet.journal/1`; 0: none said. */
const formatOf = (journal: string): number => Number(/\/(\d+)$/.exec(journal)?.[1] ?? 0);

function deskBlockers(look: UpgradeLook): readonly string[] {
  const { positions, venueTrouble, incidents, rollback, processes } = look;
  const blockers: string[] = [];
  const runs = processes.some(({ name }) => name === 'executor');
  if (runs && positions === null) {
    blockers.push('the executor does not answer: nobody knows what is protected (septet status)');
  }
  for (const each of positions ?? []) {
    if (each.stopOnVenue) continue;
    blockers.push(
      `${each.strategy} ${each.symbol} has no stop at the venue: wait until it rests there, or leave it with \`septet flatten --symbol ${each.symbol}\``,
    );
  }
  if (venueTrouble !== null) {
    blockers.push(`the venue cannot be used (${venueTrouble}): wait until it answers`);
  }
  for (const { id, class: grade } of incidents) {
    if (grade === 'P3') continue;
    blockers.push(
      `incident ${id} (${grade}) is open: resolve it first (septet incidents show ${id})`,
    );
  }
  const open = rollback?.open ?? null;
  if (open !== null) {
    blockers.push(`rollback ${open.id} is ${open.state}: let it end first (septet rollback)`);
  }
  return blockers;
}
