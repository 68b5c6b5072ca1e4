import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { consoleFixture, type OpenConsole, type OpenOptions } from './console-fixture.ts';
import { inventoryOf } from './inventory-of.ts';
import { scriptedHistory, scriptedItem } from './scripted-data.ts';
import { CHAINS } from './scripted-status.ts';

const { open } = consoleFixture();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every rule axe has, the advisory ones too. Returns what a person needs to find the spot. */
const violations = async (page: Page): Promise<string[]> => {
  // Evaluated by the browser's debugger, which the page's content security policy doesn't bind.
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`),
  );
};

const narrow = { width: 360, height: 740 };
const items = scriptedHistory(120);

interface State {
  readonly name: string;
  readonly options: OpenOptions;
  readonly until: string;
  readonly act?: (opened: OpenConsole) => Promise<void>;
}

const STATES: readonly State[] = [
  { name: 'the list', options: { items }, until: '[role=row][aria-selected]' },
  { name: 'the list, narrow', options: { items, viewport: narrow }, until: '[role=row][aria-selected]' },
  {
    name: 'filters open, narrow',
    options: { items, viewport: narrow, path: '/activity?verdict=block&tool=Read' },
    until: '[role=row][aria-selected]',
    act: async ({ page }) => {
      await page.getByRole('button', { name: /filters/ }).click();
      await page.getByRole('button', { name: /^Chain/ }).click();
    },
  },
  {
    name: 'a chosen row with new records waiting',
    options: { items },
    until: '[role=row][aria-selected]',
    act: async ({ page, api }) => {
      await page.keyboard.press('j');
      api.push(scriptedItem(9003));
      await page.getByRole('button', { name: '1 new' }).waitFor();
    },
  },
  ...[119, 117, 112, 97, 115].map((seq) => ({
    name: `record ${seq} open`,
    options: {
      items,
      path: `/activity?record=${items.find((item) => item.seq === seq)?.device}%2Fe1%2F${seq}`,
    },
    until: 'text=the line as the device wrote it',
    act: async ({ page }: OpenConsole) => page.getByText('the line as the device wrote it').click(),
  })),
  {
    name: 'a record open, narrow',
    options: { items, viewport: narrow, path: '/activity?record=dev_ws14%2Fe1%2F109' },
    until: 'text=the line as the device wrote it',
  },
  {
    name: 'a record that is not there',
    options: { items, path: '/activity?record=a%2Fb%2F404' },
    until: '[role=alert]',
  },
  { name: 'empty', options: { chain: CHAINS.new }, until: 'text=Nothing has come through yet' },
  { name: 'empty, installed', options: { chain: CHAINS.broken }, until: 'text=The hooks are installed' },
  { name: 'nothing fits', options: { items, path: '/activity?q=zzz' }, until: 'text=No record fits' },
  {
    name: 'a session in scope',
    options: { items, path: '/activity?session=9e77b2d4-66c1-4f8f-b7a9-0c5f1e9dd003&device=dev_ws14' },
    until: '[aria-label=Scope]',
  },
  {
    name: 'a workstation in scope',
    options: { items, path: '/activity?device=dev_ws14' },
    until: 'text=its sessions',
  },
  {
    name: 'a rule and its policy as filters, beside a record',
    options: {
      items,
      path: '/activity?policy=secrets-stay-home&rule=ssh-keys&record=dev_ws14%2Fe1%2F117',
    },
    until: 'text=the line as the device wrote it',
  },
  {
    name: 'the store failed',
    options: { items, path: '/activity?q=fault:500' },
    until: 'text=Records could not be read',
  },
  {
    name: 'disconnected',
    options: { items },
    until: '[role=row][aria-selected]',
    act: async ({ page, api }) => {
      api.setDown(true);
      await page.getByText('Not live.').waitFor();
    },
  },
  {
    name: 'help',
    options: { items },
    until: '[role=row][aria-selected]',
    act: async ({ page }) => page.keyboard.press('?'),
  },
  { name: 'no session', options: { open: false }, until: 'text=This browser has no session' },
  {
    name: 'link refused',
    options: { open: false, path: '/#token=used' },
    until: 'text=That link no longer works',
  },
  { name: 'a question', options: { path: '/approvals/T1' }, until: 'text=May this run once?' },
  {
    name: 'a question, narrow',
    options: { path: '/approvals/T1', viewport: narrow },
    until: 'text=May this run once?',
  },
  { name: 'a question that is over', options: { path: '/approvals/Tover' }, until: 'text=stays stopped' },
  { name: 'no such question', options: { path: '/approvals/T404' }, until: '[role=alert]' },
  { name: 'passkeys, narrow', options: { path: '/passkeys', viewport: narrow }, until: 'text=bob' },
  {
    name: 'the inventory',
    options: { path: '/inventory?state=gone', inventory: [inventoryOf({ state: 'gone' })] },
    until: 'text=1 found',
  },
  {
    name: 'the inventory, narrow',
    options: { path: '/inventory', viewport: narrow, inventory: [inventoryOf({ sha256: 'ab'.repeat(32) })] },
    until: 'text=the same content elsewhere',
  },
  {
    name: 'the inventory, unread',
    options: { path: '/inventory?q=fault:500' },
    until: 'text=The inventory could not be read',
  },
  { name: 'no such page', options: { path: '/nowhere' }, until: 'text=There is no such page' },
];

test.each(STATES.map((state) => [state.name, state] as const))(
  'axe finds nothing, light and dark: %s',
  async (_name, state) => {
    const opened = await open(state.options);
    await opened.page.locator(state.until).first().waitFor();
    await state.act?.(opened);
    for (const colorScheme of ['light', 'dark'] as const) {
      await opened.page.emulateMedia({ colorScheme });
      expect([colorScheme, ...(await violations(opened.page))]).toEqual([colorScheme]);
    }
  },
);

test('the theme follows the system until one is chosen, and the choice is kept from the first paint on', async () => {
  const { page } = await open({ items, colorScheme: 'dark' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.locator('[role=row][aria-selected]').first().waitFor();
  const dark = await background();
  await page.getByRole('button', { name: 'theme: system, switch to light' }).click();
  const light = await background();
  expect(light).not.toBe(dark);
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.readyState !== 'loading');
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
  await page.getByRole('button', { name: 'theme: light, switch to dark' }).click();
  expect(await background()).toBe(dark);
});

test('nothing moves for people who asked for less motion', async () => {
  const { page } = await open({ items });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.locator('.pulse').first().waitFor();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
});
