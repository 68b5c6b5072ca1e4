import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runClient } from '@sallyport/testkit';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, type Installation } from './support/installation.ts';

let place: Installation;
let browser: Browser;
beforeAll(async () => {
  place = await install({ '.ssh/id_ed25519': 'a key\n' });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await place[Symbol.asyncDispose]();
});

test('a person who opened the printed link sees what the real client did, as it happens, and why it was stopped', async () => {
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
  await page.goto(place.loginLink);
  // Nothing has happened yet but the guard's own start; the page waits without a reload.
  await page.getByText('hook seen').first().waitFor();
  expect(new URL(page.url()).hash).toBe('');

  await runClient({
    version: '2.1.330',
    home: place.home,
    prompt: 'help',
    script: [
      [{ type: 'tool_use', name: 'Bash', input: { command: 'echo all is well' } }],
      [{ type: 'tool_use', name: 'Bash', input: { command: 'cat ~/.ssh/id_ed25519' } }],
      [{ type: 'text', text: 'done' }],
    ],
  });
  const stopped = page.getByRole('row').filter({ hasText: 'cat ~/.ssh/id_ed25519' }).first();
  await stopped.waitFor({ timeout: 20_000 });
  expect(await stopped.textContent()).toMatch(/block/i);
  await page.getByRole('row').filter({ hasText: 'echo all is well' }).first().waitFor();

  await stopped.click();
  await page.getByText('credentials', { exact: false }).first().waitFor();
  const pictures = join(import.meta.dirname, '../../.build/screenshots');
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, 'activity-live.png') });
});
