/** What is shipped for Prometheus and Grafana: accepted by promtool, and about metrics there are. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openExposition } from '../../src/api/metrics/exposition.ts';
import { sampleStatus } from '../support/status.ts';
import { HAS_PROMTOOL, promtool } from './promtool.ts';

const OPS = join(import.meta.dirname, '..', '..', 'ops');
const RULES = join(OPS, 'prometheus', 'septet-rules.yaml');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const rules = (
  parse(readFileSync(RULES, 'utf8')) as { groups: readonly { rules: readonly Rule[] }[] }
).groups.flatMap((group) => group.rules);

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const { panels } = JSON.parse(readFileSync(join(OPS, 'grafana', 'septet.json'), 'utf8')) as {
  readonly panels: readonly Panel[];
};
const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

const scraped = async (): Promise<string> => {
  const exposition = await openExposition();
  return exposition.text({
    status: sampleStatus(),
    statusAge: 400,
    processes: [
      { name: 'feed', pid: 1, state: 'running', restarts: 0, since: 0, residentBytes: 1 },
    ],
    links: { orchestrator: true },
    operations: { alerts: [], silences: [], incidents: [], tasks: [], maintenance: [] },
    channels: [{ id: 'webhook.desk', state: 'good', waiting: 0, lost: 0 }],
    build: 'test',
  });
};

const named = (text: string): readonly string[] => [...new Set(text.match(/\bseptet_\w+/g) ?? [])];

describe('what is shipped for Prometheus and Grafana', () => {
  it('MON-1 MON-2 MON-3 MON-4 MON-5 every metric of rules and dashboard is one that /metrics has', async () => {
    const text = await scraped();
    const known = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map((match) => match[1]));
    const used = named([...expressions, ...rules.map(({ expr }) => expr)].join(' '));
    expect(used.length).toBeGreaterThan(40);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it('MON-1 MON-2 MON-3 MON-4 MON-5 the dashboard shows every metric, and has a panel for each requirement', async () => {
    const shown = new Set(named(expressions.join(' ')));
    const all = [...(await scraped()).matchAll(/^# TYPE (\w+)/gm)].map((match) => match[1]!);
    expect(all.filter((name) => !shown.has(name))).toEqual([]);
    const titles = panels.map(({ title }) => title).join('\n');
    for (const id of ['MON-1', 'MON-2', 'MON-3', 'MON-4', 'MON-5']) expect(titles).toContain(id);
  });

  it('ALR-7 every rule has a severity, the requirement it watches, and says what to do', () => {
    for (const { alert, labels, annotations } of rules) {
      // The program's own alerts bring their severity along.
      if (alert !== 'SeptetAlertFiring')
        expect(labels['severity'], alert).toMatch(/^(warning|critical)$/);
      expect(labels['requirement'], alert).toMatch(/^[A-Z]+-[A-Z]?\d+$/);
      expect(annotations['summary'], alert).toBeTruthy();
      expect(annotations['description'], alert).toBeTruthy();
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});

describe.skipIf(!HAS_PROMTOOL)(
  'promtool (apt-get install prometheus; skipped where it is not)',
  () => {
    it('accepts the rules', () => {
      const { code, said } = promtool(['check', 'rules', RULES]);
      expect(said).toContain(`${rules.length} rules found`);
      expect(code).toBe(0);
    });

    it('ALR-1 ALR-2 ALR-3 ALR-4 the rules fire at their limits and not before', () => {
      const { code, said } = promtool([
        'test',
        'rules',
        join(OPS, 'prometheus', 'septet-rules.test.yaml'),
      ]);
      expect(said).toContain('SUCCESS');
      expect(code).toBe(0);
    });

    it('accepts the example configuration', () => {
      const { code, said } = promtool([
        'check',
        'config',
        join(OPS, 'prometheus', 'prometheus.yaml'),
      ]);
      expect(said).toContain('is valid prometheus config file syntax');
      expect(code).toBe(0);
    });

    it('accepts every expression of the dashboard', () => {
      // As rules, one per expression.
      const asRules = expressions.map((expr, i) => ({ record: `panel:${i}`, expr }));
      const groups = JSON.stringify({ groups: [{ name: 'dashboard', rules: asRules }] });
      const folder = mkdtempSync(join(tmpdir(), 'septet-promtool-'));
      const file = join(folder, 'dashboard.yaml');
      writeFileSync(file, groups);
      const { code, said } = promtool(['check', 'rules', file]);
      rmSync(folder, { recursive: true });
      expect(said).toContain(`${expressions.length} rules found`);
      expect(code).toBe(0);
    });

    it('ALR-7 finds nothing to complain about in what /metrics answers', async () => {
      const { code, said } = promtool(['check', 'metrics'], await scraped());
      expect(said).toBe('');
      expect(code).toBe(0);
    });
  },
);
