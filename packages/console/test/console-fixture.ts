import { rmSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startMockApi, type MockApi, type MockApiOptions } from './mock-api.ts';
import { buildConsole, openBrowser, watchForErrors, type Browser } from './open-console.ts';

export interface OpenConsole {
  readonly page: Page;
  readonly api: MockApi;
}

export interface OpenOptions extends MockApiOptions {
  readonly path?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { width: number; height: number };
}

/**
 * One build and one browser for a test file; for each test a mock control plane and a page of its own. After each
 * test the page must not have thrown, logged an error or broken its content security policy.
 */
export const consoleFixture = (): { open: (options?: OpenOptions) => Promise<OpenConsole> } => {
  let folder = '';
  let browser: Browser | undefined;
  let opened: (OpenConsole & { errors: string[] })[] = [];

  beforeAll(async () => {
    folder = await buildConsole();
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const { page, api, errors } of opened) {
      expect(errors).toEqual([]);
      await page.close();
      await api.close();
    }
    opened = [];
    await browser?.context.clearCookies();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    open: async ({ path = '/activity', colorScheme = 'light', viewport, ...options } = {}) => {
      if (browser === undefined) throw new Error('the browser is opened before the first test');
      const api = await startMockApi({ open: true, consoleFolder: folder, ...options });
      const page = await browser.context.newPage();
      page.setDefaultTimeout(10_000);
      opened.push({ page, api, errors: watchForErrors(page) });
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport ?? { width: 1440, height: 900 });
      await page.goto(`${api.url}${path}`);
      return { page, api };
    },
  };
};

/** The summaries of the rows in the document, from the top. */
export const listedSummaries = (page: Page): Promise<string[]> =>
  page.locator('[role=row][aria-selected]').evaluateAll((rows) =>
    rows
      .map((row) => ({
        index: Number(row.getAttribute('aria-rowindex')),
        text: row.querySelector('.cell-summary')?.textContent ?? '',
      }))
      .sort((a, b) => a.index - b.index)
      .map(({ text }) => text),
  );
