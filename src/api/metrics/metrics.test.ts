import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiPorts } from '../../../tests/support/api-ports.ts';
import { sampleStatus } from '../../../tests/support/status.ts';
import type { Alert } from '../../domain/alerts.ts';
import type { OperationsStatus } from '../../domain/operations.ts';
import type { PortfolioStatus } from '../../domain/status.ts';
import { Desk } from '../desk.ts';
import { buildServer } from '../server.ts';
import { openExposition } from './exposition.ts';
import type { Metric, MetricsView } from './metric.ts';

const NOTHING: MetricsView = {
  status: null,
  statusAge: null,
  processes: [],
  links: {},
  operations: null,
  channels: [],
  build: 'test',
};

describe('GET /metrics', () => {
  let desk: Desk;
  let app: Awaited<ReturnType<typeof buildServer>>;
  beforeEach(async () => {
    desk = new Desk();
    app = await buildServer({ ports: apiPorts({ desk }), webRoot: undefined });
  });
  afterEach(() => app.close());

  const scrape = async (host = '127.0.0.1:8710') => {
    const answer = await app.inject({ method: 'GET', url: '/metrics', headers: { host } });
    return { code: answer.statusCode, type: answer.headers['content-type'], text: answer.body };
  };
  const series = async (status: Partial<PortfolioStatus>): Promise<readonly string[]> => {
    desk.putStatus(sampleStatus(status));
    return (await scrape()).text.split('\n').filter((line) => !line.startsWith('#'));
  };

  it('ALR-7 answers before anybody has spoken, with what it knows', async () => {
    desk.putLink('orchestrator', false);
    const { code, type, text } = await scrape();
    expect(code).toBe(200);
    expect(type).toContain('text/plain');
    expect(text).toContain('septet_link_up{service="orchestrator"} 0');
    expect(text).not.toMatch(/^septet_equity_usdt /m);
    expect(text).not.toMatch(/^septet_status_age_seconds /m);
  });

  it('MON-1 MON-2 has money, exposure by both measures, and the limits', async () => {
    const lines = await series({ dailyPnl: -0.021, drawdown: 0.07 });
    expect(lines).toEqual(
      expect.arrayContaining([
        'septet_equity_usdt 100250.5',
        'septet_daily_pnl_ratio -0.021',
        'septet_drawdown_ratio 0.07',
        'septet_exposure_ratio{scope="strategy",key="S3",measure="notional"} 0.05',
        'septet_exposure_ratio{scope="asset",key="BTC",measure="risk"} 0.025',
        'septet_exposure_cap_ratio{scope="asset",key="BTC"} 0.3',
        'septet_breaker_limit{breaker="daily_hard",unit="fraction"} -0.03',
        'septet_breaker_distance{breaker="daily_hard",unit="fraction"} 0.0325',
      ]),
    );
  });

  it('MON-3 MON-4 MON-5 has alignment, regime and execution, each with its samples', async () => {
    const lines = await series({
      alignment: { value: 0.91, votes: 9, cluster: true, strategyCorrelation: 0.4 },
      rates: {
        ...sampleStatus().rates,
        timeouts: { value: 0.08, samples: 40 },
      },
      entries: { allowed: 7, refused: 3, byReason: { SPREAD_TOO_WIDE: 2, NOT_A_CODE: 1 } },
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        'septet_alignment 0.91',
        'septet_cluster_active 1',
        'septet_regime{regime="normal"} 1',
        'septet_regime{regime="extreme"} 0',
        'septet_regime_z 0.42',
        'septet_timeout_ratio 0.08',
        'septet_rate_samples{rate="timeouts"} 40',
        'septet_entries_allowed_total 7',
        'septet_entries_refused_total{reason="SPREAD_TOO_WIDE",class="unexpected"} 2',
      ]),
    );
    // Labels come from closed lists: a code that is none makes no series.
    expect(lines.filter((line) => line.includes('NOT_A_CODE'))).toEqual([]);
  });

  it('a figure that is not known has no series, and one that came and went has none any more', async () => {
    expect(await series({ equity: 5, reconciled: true })).toContain('septet_equity_usdt 5');
    const lines = await series({ equity: null, dailyPnl: null, reconciled: null });
    expect(lines.filter((line) => /^septet_(equity_usdt|daily_pnl|reconciled)/.test(line))).toEqual(
      [],
    );
  });

  it('counts closures of every cause, halts and processes', async () => {
    desk.putProcesses([
      { name: 'feed', pid: 4, state: 'running', restarts: 2, since: 0, residentBytes: 1024 },
      { name: 'api', pid: null, state: 'crashed', restarts: 0, since: 0, residentBytes: null },
    ]);
    const lines = await series({ entryHalt: { on: true, actor: 'desk', reason: 'drill' } });
    expect(lines).toEqual(
      expect.arrayContaining([
        'septet_entry_halt 1',
        'septet_closures{cause="launch"} 1',
        'septet_closures{cause="incident"} 0',
        'septet_portfolio_closed 0',
        'septet_process_up{process="feed"} 1',
        'septet_process_up{process="api"} 0',
        'septet_process_restarts_total{process="feed"} 2',
        'septet_process_resident_bytes{process="feed"} 1024',
        'septet_build_info{build="test",orchestrator="test",config="c-0123456789ab",portfolio="main"} 1',
      ]),
    );
    expect(lines.some((line) => line.includes('resident_bytes{process="api"}'))).toBe(false);
  });

  it('answers on loopback names only', async () => {
    expect((await scrape('metrics.example')).code).toBe(403);
  });

  it('many scrapes at once get whole answers', async () => {
    desk.putStatus(sampleStatus());
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => scrape()));
    const steady = (text: string) => text.replace(/^septet_status_age_seconds .*$/m, '');
    for (const { text } of others) expect(steady(text)).toBe(steady(first!.text));
  });
});

describe('what the desk looks after', () => {
  it('ALR-7 CAD-4 INC-1 counts alerts, incidents, overdue tasks, and channels that fail', async () => {
    const alert = (rule: string, severity: 'warning' | 'critical', state: 'firing' | 'over') =>
      ({ rule, severity, state, acknowledged: null, escalatedAt: null }) as unknown as Alert;
    const operations = {
      alerts: [
        alert('daily_loss', 'critical', 'firing'),
        alert('slippage', 'warning', 'firing'),
        alert('slippage', 'warning', 'firing'),
        alert('timeouts', 'warning', 'over'),
      ],
      silences: [],
      incidents: [
        { class: 'P1', state: 'open' },
        { class: 'P2', state: 'resolved' },
      ],
      tasks: [
        { task: 'hourly', state: 'overdue' },
        { task: 'daily', state: 'due' },
      ],
    } as unknown as OperationsStatus;
    const channels = [
      { id: 'telegram.desk', state: 'failed', waiting: 3, lost: 1 },
      { id: 'slack.desk', state: 'untried', waiting: 0, lost: 0 },
    ];
    const exposition = await openExposition();
    const text = await exposition.text({ ...NOTHING, operations, channels });
    const lines = text.split('\n').filter((line) => /^septet_[^ ]+ [^0]/.test(line));
    expect(lines).toEqual(
      expect.arrayContaining([
        'septet_alerts{rule="daily_loss",severity="critical"} 1',
        'septet_alerts{rule="slippage",severity="warning"} 2',
        'septet_alerts_unacknowledged{severity="warning"} 3',
        'septet_incidents{class="P1",state="open"} 1',
        'septet_tasks_overdue{task="hourly"} 1',
        'septet_channel_up{channel="slack.desk"} 1',
        'septet_channel_waiting{channel="telegram.desk"} 3',
        'septet_channel_lost_total{channel="telegram.desk"} 1',
      ]),
    );
    expect(text).toContain('septet_channel_up{channel="telegram.desk"} 0');
    expect(text).toContain('septet_incidents{class="P2",state="open"} 0');
    expect(text).not.toContain('rule="timeouts"');
  });
});

describe('the bound', () => {
  it('leaves out what is beyond 2,000 series of one metric, and says how many', async () => {
    const metric: Metric = {
      name: 'septet_test',
      help: 'Test.',
      type: 'gauge',
      labels: ['key'],
      samples: () => Array.from({ length: 2_005 }, (_, i) => [i, { key: String(i) }]),
    };
    const exposition = await openExposition([metric]);
    const text = await exposition.text(NOTHING);
    expect(text.match(/^septet_test\{/gm)).toHaveLength(2_000);
    expect(text).toContain('septet_metrics_dropped_series 5');
  });
});
