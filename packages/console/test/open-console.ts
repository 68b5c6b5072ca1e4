import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';

/** Builds what is in the work tree now, so that a test never looks at yesterday's console. */
export const buildConsole = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-console-'));
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 1000 },
  });
  return folder;
};

export interface Browser {
  readonly context: BrowserContext;
  readonly close: () => Promise<void>;
}

/** A real Chromium with an empty profile of its own. */
export const openBrowser = async (
  options: {
    readonly colorScheme?: 'light' | 'dark';
    readonly reducedMotion?: 'reduce' | 'no-preference';
    readonly viewport?: { width: number; height: number };
  } = {},
): Promise<Browser> => {
  const profile = mkdtempSync(join(tmpdir(), 'sallyport-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...options,
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
};

/** What a page must never do: throw, log an error, or run into its own content security policy. */
export const watchForErrors = (page: Page): string[] => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A refused or cut request is logged by the browser itself; the page's answer to it is what tests look at.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      errors.push(message.text());
    }
  });
  return errors;
};
