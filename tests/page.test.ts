import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk } from '../src/api/desk.ts';
import { buildServer } from '../src/api/server.ts';
import { apiPorts } from './support/api-ports.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { AT, sampleRefusal, sampleStatus } from './support/status.ts';

const webRoot = join(dirname(fileURLToPath(import.meta.url)), '../dist/web');

describe.skipIf(chromiumPath === undefined)('the page in Chromium', () => {
  const desk = new Desk();
  const halts: string[] = [];
  const ports = apiPorts({
    desk,
    halt: async (actor, reason) => {
      halts.push(`${actor}: ${reason}`);
      return { ok: true, text: 'ENTRY_HALT is on' };
    },
  });
  let app: FastifyInstance;
  let browser: Browser;
  let page: Page;
  let url: string;
  const problems: string[] = [];

  beforeAll(async () => {
    app = await buildServer({ ports, webRoot });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
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
    desk.putStatus(sampleStatus());
    await page.getByTestId('risk-state').getByText('NORMAL').waitFor();
    const head = await page.locator('header').innerText();
    expect(head).toContain('100,250.50');
    expect(head).toContain('0.25 %');
    expect(head).toContain('0.31 %');
    expect(await page.getByTestId('phase').innerText()).toBe('A');
  });

  it('MON-2 shows exposure by strategy and asset against caps in both measures', async () => {
    const panel = page.locator('section', { hasText: 'Exposure against caps' });
    const text = await panel.innerText();
    expect(text).toContain('5.0 % of 30.0 %');
    expect(text).toContain('2.5 % of 30.0 %');
    expect(text).toContain('5.0 % of 18.0 %');
  });

  it('draws equity, daily PnL and drawdown, with the limits beside them', async () => {
    for (let minute = 1; minute <= 5; minute += 1) {
      desk.putStatus(sampleStatus({ at: AT + minute * 60_000, equity: 100_000 + minute }));
    }
    await page.locator('.chart canvas').first().waitFor();
    expect(await page.locator('.chart canvas').count()).toBe(3);
    await page.getByText('hard limit').waitFor();
  });

  it('shows breakers with their distance, and what closes entries', async () => {
    const text = await page.locator('section', { hasText: 'Breakers and closures' }).innerText();
    expect(text).toContain('daily hard');
    expect(text).toContain('3.25 %');
    expect(text).toContain('phase B not reached');
  });

  it('AUD-1 answers why an entry was refused in one click', async () => {
    desk.putDecision(sampleRefusal(7));
    await page.getByRole('button', { name: 'd7' }).click();
    const text = await page.getByTestId('explanation').innerText();
    expect(text).toContain('phase B not reached');
    expect(text).toContain('closures: 1 against 0');
  });

  it('shows a strategy named with markup as text', async () => {
    desk.putDecision(sampleRefusal(8, '<img src=x onerror=alert(1)>'));
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  it('HALT-1 halts all entries by one click and a confirmation', async () => {
    await page.getByRole('button', { name: 'ENTRY_HALT' }).click();
    await page.getByLabel('reason for the halt').fill('spread looks wrong');
    await page.getByRole('button', { name: 'Stop all entries now' }).click();
    await page.getByTestId('halt-answer').getByText('ENTRY_HALT is on').waitFor();
    expect(halts).toEqual(['page: spread looks wrong']);
  });

  it('fits a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = () =>
      page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    // The chart follows the width a frame later.
    await expect.poll(overflow).toBe(0);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('says that what it shows is old when the server goes away, and throws no error', async () => {
    expect(problems).toEqual([]);
    await app.close();
    await page.getByRole('alert').getByText('Disconnected').waitFor({ timeout: 3_000 });
  });
});
