import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControlPlane } from '@sallyport/control-plane';
import {
  CHAIN_START,
  hashedText,
  INVENTORY_LISTED,
  listingDetails,
  sealLine,
  type ActivityItem,
} from '@sallyport/fleet-protocol';
import { expect, onTestFinished, test } from 'vitest';
import { listedSummaries } from './console-fixture.ts';
import { inventoryOf } from './inventory-of.ts';
import { buildConsole, openBrowser, watchForErrors } from './open-console.ts';
import { scriptedDetail, scriptedItem } from './scripted-data.ts';
import { CHAINS, scriptedStatus } from './scripted-status.ts';

const DEVICE_TOKEN = 'device-token-of-this-test';

/** Evidence lines as a device's spool writes them: each holds the hash of the one before. */
const sealed = (records: readonly object[]): string[] => {
  let prev = CHAIN_START;
  return records.map((record, index) => {
    const body = JSON.stringify({
      ...record,
      hash: undefined,
      prev: undefined,
      seq: index + 1,
      device: 'dev_ws14',
    });
    const linked = `${body.slice(0, -1)},"prev":"${prev}"}`;
    const hash = createHash('sha256').update(hashedText(prev, linked)).digest('hex');
    prev = hash;
    return sealLine(linked, hash);
  });
};

const chainLines = (items: readonly ActivityItem[]): string[] =>
  sealed(items.map((item) => scriptedDetail(item).record ?? {}));

const listedServer = (name: string): string => {
  const [detail] = listingDetails([inventoryOf({ name })], { look: 'first', isAll: true });
  const at = new Date().toISOString();
  const record = { v: 1, at, tier: 'cooperative', type: 'lifecycle', event: INVENTORY_LISTED, detail };
  return sealed([record])[0] ?? '';
};

test('on the real control plane: log in by link, see the first record arrive, find it, open it, sign out', async () => {
  const consoleDirectory = await buildConsole();
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-control-plane-'));
  const plane = await startControlPlane({
    directory,
    consoleDirectory,
    host: '127.0.0.1',
    port: 0,
    deviceToken: DEVICE_TOKEN,
    status: () => Promise.resolve(scriptedStatus(CHAINS.new())),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: () => new Date(),
  });
  const browser = await openBrowser();
  onTestFinished(async () => {
    await browser.close();
    await plane.close();
    for (const folder of [consoleDirectory, directory]) rmSync(folder, { recursive: true, force: true });
  });
  const page = await browser.context.newPage();
  const errors = watchForErrors(page);

  await page.goto(plane.url);
  await page.getByText('This browser has no session').waitFor();
  const link = new URL(plane.loginLink());
  await page.goto(link.href);
  await page.getByText('Nothing has come through yet').waitFor();
  expect(page.url()).not.toContain('token');
  await page.getByText('live', { exact: true }).waitFor();

  const lines = chainLines([
    scriptedItem(1),
    { ...scriptedItem(3), at: new Date(Date.now() + 5).toISOString() },
  ]);
  const upload = (epoch: string, sent: readonly string[]) =>
    fetch(`http://127.0.0.1:${plane.port}/api/v1/evidence`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${DEVICE_TOKEN}` },
      body: JSON.stringify({
        capability: 1,
        device: 'dev_ws14',
        epoch,
        host: 'ws-14',
        user: 'ana',
        os: 'linux',
        tier: 'cooperative',
        version: '0.1.0',
        lines: sent,
      }),
    });
  const answer = await upload('e1', lines);
  expect(await answer.json()).toMatchObject({ storedThrough: 2 });
  await expect.poll(async () => (await listedSummaries(page)).length).toBe(2);

  await page.getByRole('searchbox').fill('ed25519');
  await page.getByRole('button', { name: 'block' }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('?q=ed25519&verdict=block');
  await expect
    .poll(() => listedSummaries(page))
    .toEqual([expect.stringContaining('private keys stay out of agents; use the deploy-key tool instead')]);

  await page.keyboard.press('Escape');
  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const record = page.getByRole('region', { name: 'Record', exact: true });
  await record.getByText('block by rule secrets-stay-home › ssh-keys').waitFor();
  await record.getByText('the line as the device wrote it').click();
  expect(await record.getByRole('region', { name: 'Evidence line' }).textContent()).toBe(
    lines[1]?.slice(0, 2000),
  );

  await page.getByRole('link', { name: 'Inventory' }).click();
  await page.getByText('No device has told what is installed yet.').waitFor();
  await upload('e2', [listedServer('files\u202E')]);
  await page.reload();
  const server = page.getByRole('listitem').filter({ hasText: 'filesU+202E' });
  await server.getByText('ana on ws-14').waitFor();
  await page.getByRole('link', { name: 'Activity' }).click();

  await page.getByRole('button', { name: 'sign out' }).click();
  await page.getByText('You are signed out').waitFor();
  await page.reload();
  await page.getByText('This browser has no session').waitFor();
  expect(errors).toEqual([]);
});
