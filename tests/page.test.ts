import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk } from '../src/api/desk.ts';
import { History } from '../src/api/history.ts';
import { buildServer } from '../src/api/server.ts';
import type { OperatorCommand } from '../src/bus/messages.ts';
import { type Standing, unregistered } from '../src/domain/people.ts';
import { apiPorts } from './support/api-ports.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import {
  MARKUP,
  seededAsk,
  seededFiles,
  seededSearch,
  seededStatus,
} from './support/seeded-desk.ts';
import { AT, sampleRefusal, sampleStatus } from './support/status.ts';

const webRoot = join(dirname(fileURLToPath(import.meta.url)), '../dist/web');

const VIEWS = [
  ...['Overview', 'Exposure', 'Correlation', 'Volatility', 'Execution', 'Decisions', 'Incidents'],
  ...['Launch', 'Cadence', 'Reports', 'Changes', 'Drills', 'Settings'],
];
const DECISIONS = 100_000;
const strategyOf = (n: number): string =>
  n === DECISIONS ? MARKUP : n % 1_000 === 0 ? 'S3' : 'S1';

interface AxeResult {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(chromiumPath === undefined)('the page in Chromium', () => {
  const desk = new Desk('test');
  const history = new History(null);
  const halts: string[] = [];
  const commands: OperatorCommand[] = [];
  const said: string[] = [];
  const records = [sampleRefusal(7), sampleRefusal(DECISIONS, MARKUP), sampleRefusal(99_999)];
  let who: Standing = unregistered('page');
  const base = apiPorts();
  const ports = apiPorts({
    ...{ desk, history, files: seededFiles(base.files), ask: seededAsk(records, said) },
    search: seededSearch(DECISIONS, strategyOf),
    monotonic: () => performance.now(),
    standing: (token) =>
      token === 'the right token' ? { ...who, name: 'first operator', role: 'risk' } : who,
    halt: async (actor, reason) => {
      halts.push(`${actor}: ${reason}`);
      return { ok: true, text: 'ENTRY_HALT is on' };
    },
    command: async (command) => {
      commands.push(command);
      return { ok: true, text: `${command.kind} done` };
    },
  });
  let app: FastifyInstance;
  let browser: Browser;
  let page: Page;
  let url: string;
  const problems: string[] = [];
  const put = (status: ReturnType<typeof sampleStatus>): void => {
    history.put(status);
    desk.putStatus(status);
  };
  const open = async (place: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(`#/${place}`)}`);
  };
  const view = async (title: string): Promise<void> => {
    await open(title.toLowerCase());
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  };
  const say = async (reason: string, button: string): Promise<void> => {
    await page.locator('dialog[open]').getByLabel('Why').fill(reason);
    await page.locator('dialog[open]').getByRole('button', { name: button, exact: true }).click();
    await page.locator('dialog[open] output.done').waitFor();
  };
  const close = (): Promise<void> =>
    page.locator('dialog[open]').getByRole('button', { name: 'Close' }).click();
  /** What a reader of the screen, or of little colour, would stumble over. */
  const findings = async (): Promise<readonly string[]> => {
    const found = (await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)",
    )) as AxeResult[];
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
  };

  beforeAll(async () => {
    app = await buildServer({ ports, webRoot });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    page.on('console', (message) => {
      // What a service does not answer is said by the view; the browser notes it as well.
      const refusal = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !refusal) problems.push(message.text());
    });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(url);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('says that it waits while the orchestrator has not spoken', async () => {
    await page.getByText('The orchestrator has not spoken yet').waitFor();
  });

  it('MON-1 shows risk state, equity, daily PnL, drawdown and phase as soon as they are told', async () => {
    put(sampleStatus());
    await page.getByTestId('risk-state').getByText('NORMAL').waitFor();
    const head = await page.locator('header').innerText();
    expect(head).toContain('100,250.50');
    expect(head).toContain('0.25 %');
    expect(head).toContain('0.31 %');
    expect(await page.getByTestId('phase').innerText()).toBe('A');
  });

  it('MON-1 draws equity, daily PnL and drawdown with their limits, and says breakers and closures in words', async () => {
    for (let minute = 1; minute <= 5; minute += 1) {
      put({ ...seededStatus(), at: AT + minute * 60_000, equity: 100_000 + minute });
    }
    await page.locator('.chart canvas').nth(2).waitFor();
    const breakers = page.locator('section', { hasText: 'Distance to each breaker' });
    expect(await breakers.innerText()).toContain('daily hard');
    expect(await breakers.innerText()).toContain('3.25 %');
    const closures = await page.getByTestId('closures').innerText();
    expect(closures).toContain('phase B not reached');
    expect(closures).toContain('released by its phase');
    await page.getByRole('img', { name: /Daily PnL: .*hard -3.00/ }).waitFor();
  });

  it('MON-2 shows exposure by strategy and asset against caps in both measures', async () => {
    await view('Exposure');
    const panels = page.locator('section', { hasText: 'Exposure against caps' });
    await panels.nth(1).waitFor();
    const text = await panels.allInnerTexts();
    expect(text.join('\n')).toContain('5.0 % of 30.0 %');
    expect(text.join('\n')).toContain('2.5 % of 30.0 %');
    expect(text.join('\n')).toContain('5.0 % of 18.0 %');
  });

  it('MON-3 MON-4 MON-5 shows matrices, the bands of the regime, and slippage limits', async () => {
    await view('Correlation');
    await page.getByRole('cell', { name: '0.62' }).first().waitFor();
    await view('Volatility');
    await page.getByRole('img', { name: /z-score: .*extreme 2.20/ }).waitFor();
    await view('Execution');
    await page.locator('section', { hasText: 'Slippage limits now' }).getByText('8.0').waitFor();
  });

  it('AUD-1 answers why an entry was refused in one click, among 100,000 decisions', async () => {
    await view('Decisions');
    await page.getByRole('button', { name: 'd99999' }).click();
    const explanation = page.getByTestId('explanation');
    await explanation.getByText('closures: 1 closures against 0 closures').waitFor();
    await explanation.locator('canvas').first().waitFor();
    expect(await explanation.innerText()).toContain('phase B not reached');
    // Only what is seen exists, and scrolling goes on to what is older.
    expect(await page.locator('.dscroll .drow').count()).toBeLessThan(80);
    await page.locator('.dscroll').evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.getByRole('button', { name: 'd99801' }).waitFor();
    await page.getByLabel('strategy').selectOption('S3');
    await page.getByRole('button', { name: 'd99000' }).waitFor();
    expect(await page.getByRole('button', { name: 'd99999' }).count()).toBe(0);
  });

  it('AUD-1 shows a strategy named with markup as text', async () => {
    await open(`decisions/d${DECISIONS}`);
    await page.getByTestId('explanation').getByText(MARKUP).first().waitFor();
    await view('Incidents');
    await open('incidents/I1');
    await page.getByText(`close half of ${MARKUP}`).first().waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  it('HALT-1 halts all entries by one click and a confirmation', async () => {
    await page.getByRole('button', { name: 'Halt' }).click();
    await page.getByLabel('Why (optional)').fill('spread looks wrong');
    await page.getByRole('button', { name: 'Stop all entries now' }).click();
    await page.getByTestId('halt-answer').getByText('ENTRY_HALT is on').waitFor();
    expect(halts).toEqual(['page: spread looks wrong']);
    await close();
  });

  it('HALT-1 halts by a long H without a confirmation, and not by a short one or one that is typed', async () => {
    await page.keyboard.down('h');
    await page.getByTestId('hold').getByText('Hold H').waitFor();
    await page.keyboard.up('h');
    expect(halts).toHaveLength(1);
    await page.keyboard.down('h');
    await page.getByTestId('hold').getByText('ENTRY_HALT is on').waitFor();
    await page.keyboard.up('h');
    expect(halts.at(-1)).toBe('page: halted from the keyboard');
    await page.getByTestId('hold').getByRole('button').click();
    await open('decisions');
    await page.getByLabel('words').pressSequentially('hhh', { delay: 20 });
    expect(halts).toHaveLength(2);
  });

  it('ALR-3 acknowledges an alert, once, with a reason', async () => {
    await view('Overview');
    await page.getByRole('button', { name: 'Acknowledge…' }).click();
    await say('looking at it', 'Acknowledge');
    await close();
    const acks = commands.filter(({ kind }) => kind === 'alert_ack');
    expect(acks).toEqual([
      { kind: 'alert_ack', alert: 'timeouts:*', actor: 'page', reason: 'looking at it' },
    ]);
  });

  it('WF-1 approves what waits for a person, beside what the system did and why', async () => {
    await open('incidents/I1');
    await page.getByText('3 timeouts in 10 minutes').waitFor();
    await page.getByRole('button', { name: 'Approve…' }).click();
    await say('agreed', 'Approve');
    await close();
    expect(commands.at(-1)).toMatchObject({
      kind: 'incident_approve',
      incident: 'I1',
      action: 'B3',
    });
  });

  it('CHG-1 approves a proposal as it was read, with its diff and its gates', async () => {
    await view('Changes');
    await page.getByText('risk.yaml: caps.asset.SOL').waitFor();
    await page.getByText('approved by one other person').waitFor();
    await page.getByRole('button', { name: 'Approve…' }).click();
    await say('read it', 'Approve');
    await close();
    expect(JSON.parse(said.at(-1) ?? '')).toEqual({
      ...{ kind: 'approve', proposal: 'p-1', content: 'ab'.repeat(32), reason: 'read it' },
    });
  });

  it.each([
    { width: 1_280, height: 900, theme: 'light' },
    { width: 390, height: 844, theme: 'dark' },
  ] as const)(
    'MON-1 every view fits $width px, $theme, with no serious finding of accessibility',
    async ({ width, height, theme }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(axe.source);
      for (const title of VIEWS) {
        await view(title);
        // Each has been answered by now, or says why not.
        await expect.poll(() => page.getByText('Asking…').count()).toBe(0);
        const beyond = async () => [
          title,
          await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          ),
        ];
        await expect.poll(beyond).toEqual([title, 0]);
        expect([title, await findings()]).toEqual([title, []]);
      }
      await open('decisions/d99999');
      await page.getByTestId('explanation').locator('canvas').first().waitFor();
      expect(await findings()).toEqual([]);
    },
    120_000,
  );

  it('CHG-4 asks for a token where people are registered, and says when it is wrong', async () => {
    await page.setViewportSize({ width: 1_280, height: 900 });
    expect(problems).toEqual([]);
    who = { ...unregistered('page'), registered: 2, confirmers: 1 };
    await page.reload();
    const dialog = page.getByRole('dialog', { name: 'Who are you?' });
    await dialog.getByLabel('Token').fill('a wrong one');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByText('no token came along').waitFor();
    await dialog.getByLabel('Token').fill('the right token');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.who').getByText('first operator').waitFor();
    await page.getByTestId('risk-state').waitFor();
  });

  it('MON-1 says that what it shows is old when the server goes away', async () => {
    await app.close();
    await page.getByRole('alert').getByText('Disconnected').waitFor({ timeout: 3_000 });
  });
});
