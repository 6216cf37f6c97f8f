/**
 * Writes docs/requirements.md: every requirement, and the tests whose names carry its id.
 * `npm run requirements`; a test fails when the page is out of date or an id is missing.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * [id, what, what is not built yet (empty: nothing known to be missing)]. A test that carries an id
 * may prove a part of it only; the rest is then named here.
 */
export const REQUIREMENTS: readonly (readonly [id: string, what: string, missing: string])[] = [
  [
    'PRE-1',
    'Venue connectivity and key permissions',
    'no account of the real venue was tried: servers on this machine and the simulated exchange only',
  ],
  ['PRE-2', 'Configuration: syntax, schema and meaning, all errors at once', ''],
  [
    'PRE-3',
    'Clock: NTP and venue offset below 1 s',
    'no public NTP server was tried: servers on this machine only',
  ],
  ['PRE-4', 'Profile chosen for the session, not above a ceiling', ''],
  [
    'PRE-5',
    'Kill-switch channel answers a round trip',
    'Slack and Telegram themselves were not tried: servers on this machine that answer like them',
  ],
  ['PRE-6', 'Journal writable and synced, disk space, reconciled', ''],
  [
    'PRE-7',
    'Configuration version and build are known and recorded',
    'a configuration outside git is named by its content hash and only warns in paper mode',
  ],
  ['PRE-8', 'Feasibility table: every pair against the venue minimum', ''],
  ['LAU-0', 'Executor and workers start first, whatever pre-flight says', ''],
  ['LAU-1', 'Feed running, warm-up complete, every symbol fresh', ''],
  ['LAU-2', 'Workers confirmed in paused-entry mode', ''],
  ['LAU-3', 'Orchestrator caught up with the executor', ''],
  ['LAU-4', 'Dry health cycle with its numbers', ''],
  ['LAU-5', 'Phases A, B, C; phase C waits for regime and spreads', ''],
  ['LAU-6', 'Cold start needs NORMAL; holds, retry, abort, skip', ''],
  ['ACC-1', 'No configuration parse error in the first 30 minutes', ''],
  ['ACC-2', 'No stale-data alert in the first 30 minutes', ''],
  ['ACC-3', 'Risk NORMAL in the first 30 minutes', ''],
  ['ACC-4', 'Rejected order rate below 30 % in the first 30 minutes', ''],
  ['MON-1', 'Equity, daily PnL, drawdown as series with limits', ''],
  ['MON-2', 'Exposure by strategy and asset against caps, both measures', ''],
  ['MON-3', 'Correlation and alignment panel', 'matrices'],
  ['MON-4', 'Volatility regime panel', 'history'],
  ['MON-5', 'Execution quality panel', 'panel; the rates are computed'],
  ['ALR-1', 'Daily loss alerts', 'delivery; the breaker events exist'],
  ['ALR-2', 'Drawdown alerts', 'delivery; the breaker events exist'],
  ['ALR-3', 'Loss streak alerts', 'delivery; the breaker events exist'],
  ['ALR-4', 'Timeout rate alert', 'the alert; the rate over the hour is computed and shown'],
  ['ALR-5', 'Slippage alert on three checks', 'delivery; the notice after three checks exists'],
  ['ALR-6', 'Funding hook degraded alert', 'delivery; the notice exists'],
  ['ALR-7', 'Alert life: once, grouped, silenced, escalated, delivered', ''],
  ['CAD-1', 'Hourly verification', ''],
  ['CAD-2', 'Four-hourly concentration review', ''],
  ['CAD-3', 'Daily close report', ''],
  ['CAD-4', 'Check-off of tasks', ''],
  [
    'INC-1',
    'P1 incidents',
    'opened by alerts of these causes; in tests with the real engine: the hard daily loss only',
  ],
  [
    'INC-2',
    'P2 incidents',
    'opened by alerts of these causes; not each cause was tried through the alert engine',
  ],
  [
    'INC-3',
    'P3 incidents',
    'opened by alerts of these causes; not each cause was tried through the alert engine',
  ],
  ['WF-1', 'Acknowledge and classify', ''],
  ['WF-2', 'Freeze entries for P1/P2', ''],
  ['WF-3', 'Verify positions and liquidation distance', ''],
  ['WF-4', 'Reduce leverage or step the profile down', ''],
  ['WF-5', 'Diagnose by category with evidence', ''],
  ['WF-6', 'Apply the playbook', ''],
  ['WF-7', 'Resume gradually', ''],
  ['WF-8', 'Timeline and export', ''],
  ['PB-A', 'Playbook A: hard daily loss', ''],
  ['PB-B', 'Playbook B: drawdown breaker', ''],
  ['PB-C', 'Playbook C: cluster event', ''],
  [
    'PB-D',
    'Playbook D: execution degradation',
    'what is left is not reduced in part: positions are closed whole',
  ],
  ['DRILL', 'Every incident and playbook rehearsed by one command', ''],
  ['RB-T1', 'Trigger: unexpected rejects above 60 % for 30 min', ''],
  [
    'RB-T2',
    'Trigger: a cap violation in the decision log',
    'the trigger; that no cap is exceeded is proven',
  ],
  ['RB-T3', 'Trigger: breaker state differs from recomputation', ''],
  ['RB-T4', 'Trigger: exception loop', ''],
  ['RB-1', 'Halt', ''],
  ['RB-2', 'Previous known-good version', ''],
  ['RB-3', 'Restart the orchestrator only', ''],
  ['RB-4', 'Smoke test', ''],
  ['RB-5', 'Phased unpause', ''],
  ['RB-6', 'Incident ticket', ''],
  ['RB-7', 'Post-rollback validation', ''],
  ['CHG-1', 'Every configuration version is a commit', ''],
  ['CHG-2', 'Classification and paper validation', ''],
  ['CHG-3', 'Emergency overrides expire', ''],
  ['CHG-4', 'Two-person actions', ''],
  ['CHG-5', 'Weekly review', 'report; the counterfactual is in every decision'],
  ['OPS-1', 'First live start', ''],
  ['OPS-2', 'Manual trades, ADL, liquidations under EXTERNAL', 'adoption by configuration'],
  ['OPS-3', 'Deposits and withdrawals move no return', ''],
  ['OPS-4', 'Maintenance calendar', ''],
  ['OPS-5', 'Contract data refresh and delisting', ''],
  ['OPS-6', 'Reboot: halted for entries, exits running, all phases', ''],
  ['OPS-7', 'Upgrade with positions open', 'the upgrade; a foreign snapshot is refused with words'],
  [
    'OPS-8',
    'Backup, restore, second instance',
    'backup and restore; an unknown order with our prefix closes entries',
  ],
  ['OPS-9', 'Hand-over report', ''],
  ['HALT-1', 'Halt from anywhere, at once, surviving restarts', 'Telegram and Slack'],
  ['EXIT-1', 'Exits work under every closure and with everything else down', ''],
  ['AUD-1', 'Every decision can be explained', ''],
  ['AUD-2', 'The journal replays to the same decisions and state', ''],
];

export interface Proof {
  readonly file: string;
  readonly test: string;
}

const TEST_NAME =
  /\b(?:it|test|describe)(?:\.[a-zA-Z]+(?:\([^\n]*?\))?)*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** Tests by requirement id, from the names in the test files below `root`. */
export function findProofs(root: string): Map<string, Proof[]> {
  const ids = new Set(REQUIREMENTS.map(([id]) => id));
  const proofs = new Map<string, Proof[]>();
  for (const file of testFiles(root)) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const match of text.matchAll(TEST_NAME)) {
      const name = match[2] ?? '';
      for (const id of name.match(/\b[A-Z]{2,5}(?:-[A-Z]?\d?)?(?![A-Za-z-])/g) ?? []) {
        if (!ids.has(id)) continue;
        const list = proofs.get(id) ?? [];
        if (!list.some((p) => p.file === file && p.test === name)) list.push({ file, test: name });
        proofs.set(id, list);
      }
    }
  }
  return proofs;
}

function testFiles(root: string): string[] {
  const found: string[] = [];
  for (const folder of ['src', 'tests', 'web']) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !/\.test\.tsx?$/.test(entry.name)) continue;
      const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
      if (!path.includes('node_modules')) found.push(path);
    }
  }
  return found.sort();
}

/** The page as it should be. */
export function renderRequirements(root: string): string {
  const proofs = findProofs(root);
  const rows = REQUIREMENTS.map(([id, what, missing]) => {
    const list = proofs.get(id) ?? [];
    const shown = list.slice(0, 6).map((p) => `\`${p.file}\`: ${p.test.replaceAll('|', '\\|')}`);
    if (list.length > shown.length) shown.push(`and ${list.length - shown.length} more`);
    const open = list.length === 0 ? 'not yet' : missing;
    return `| ${id} | ${what} | ${shown.join('<br>') || '-'} | ${open} |`;
  });
  const proven = REQUIREMENTS.filter(([id]) => proofs.has(id)).length;
  return `# Requirements and their proofs

Generated by \`npm run requirements\` from the names of the tests; do not edit by hand.
${proven} of ${REQUIREMENTS.length} requirements have at least one test that carries their id.

| id | what | tests | not yet |
|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv.includes('--write')) {
  writeFileSync(join(process.cwd(), 'docs/requirements.md'), renderRequirements(process.cwd()));
}
