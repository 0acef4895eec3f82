import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { htmlReporter } from '../../src/reporters/html/html.js';
import type { Document } from '../../src/reporters/reporter.js';
import { comparison } from '../golden/documents/comparison.js';
import { drill } from '../golden/documents/drill.js';
import { everything } from '../golden/documents/everything.js';
import { gate } from '../golden/documents/gate.js';
import { sweep } from '../golden/documents/sweep.js';
import { troubles } from '../golden/documents/troubles.js';

/** Debian's; nothing is downloaded. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const isSkipped = Boolean(process.env['SERVEBENCH_SKIP_BROWSER']);
if (isSkipped) console.warn('the HTML report is not opened in a browser: SERVEBENCH_SKIP_BROWSER is set');

const documents: readonly (readonly [name: string, document: Document])[] = [
  ['run', everything()],
  ['run full of troubles', troubles()],
  ['sweep', sweep()],
  ['comparison', comparison()],
  ['gate', gate()],
  ['drill', drill()],
];

/** What a browser makes of a page of ours, as a reader has it: on a desk, on a phone, in the dark. */
describe.skipIf(isSkipped)('the HTML report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'servebench-html-'));
  let browser: Browser;

  beforeAll(async () => {
    const executablePath = CHROMIUM.find((path) => existsSync(path));
    if (executablePath === undefined) {
      throw new Error('no Chromium: apt-get install chromium, or set SERVEBENCH_SKIP_BROWSER=1');
    }
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(documents)('of a %s', (name, document) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.html`);
    beforeAll(async () => writeFileSync(file, await htmlReporter.render(document)), 60_000);

    it.each([
      [1280, 'light'],
      [1280, 'dark'],
      [400, 'light'],
      [390, 'dark'],
    ] as const)(
      'renders %i pixels wide in %s, without an error, a request or a horizontal scroll bar',
      async (width, colorScheme) => {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('dialog', (dialog) => {
          complaints.push(`a dialog: ${dialog.message()}`);
          return dialog.dismiss();
        });
        page.on('request', (request) => {
          if (!/^(file|data):/.test(request.url())) complaints.push(`a request: ${request.url()}`);
        });
        await page.goto(pathToFileURL(file).href);
        expect(complaints).toEqual([]);
        expect(await page.evaluate<number>(OVERFLOW)).toBe(0);
        // On the first screen: the answer.
        const answer = await page.locator('.answer').first().boundingBox();
        expect(answer?.y).toBeLessThan(900);
        // One drawing of each chart is shown, and it is no wider than the page.
        const charts = await page.locator('svg.chart:visible').all();
        expect(charts.length).toBeGreaterThan(0);
        for (const chart of charts) {
          const box = await chart.boundingBox();
          expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
        }
        await page.close();
      },
      60_000,
    );

    it('fits the width of a sheet of A4 in print', async () => {
      const page = await browser.newPage({ viewport: { width: 688, height: 900 } });
      await page.emulateMedia({ media: 'print' });
      await page.goto(pathToFileURL(file).href);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(688);
      await page.close();
    }, 60_000);
  });

  it('is all there without JavaScript, and prints on paper', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, 'run.html')).href);
    expect(await page.locator('.answer').innerText()).toContain('embedded wins on p50 at steady');
    expect(await page.locator('svg.chart:visible').count()).toBeGreaterThan(5);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await context.close();
  }, 60_000);
});
