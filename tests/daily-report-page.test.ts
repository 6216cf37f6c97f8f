import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDaily } from '../src/report/daily-files.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { reportOf, smallDay } from './support/day-book.ts';

describe.skipIf(chromiumPath === undefined)('the daily report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'septet-report-'));
  const file = join(folder, 'report.html');
  const problems: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    writeFileSync(file, renderDaily(reportOf(smallDay()), 'html'));
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) problems.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('CAD-3 draws three charts and every table, asks nobody for anything', async () => {
    expect(await page.locator('svg').count()).toBe(3);
    const box = await page.locator('svg path.line').first().boundingBox();
    expect(box?.width).toBeGreaterThan(300);
    expect(await page.locator('body').innerText()).toContain('+691.00');
    expect(problems).toEqual([]);
  });

  it('CAD-3 has another paper in the dark', async () => {
    const paper = (): Promise<string> =>
      page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(light);
  });
});
