import { expect, test } from 'vitest';
import { consoleFixture } from './console-fixture.ts';
import { scriptedHistory } from './scripted-data.ts';

const { open } = consoleFixture();
const items = scriptedHistory(5);

test('without a session there is no data, and the page says how to get one', async () => {
  const { page, api } = await open({ items, open: false });
  await page.getByText('This browser has no session').waitFor();
  expect(await page.locator('main code').allTextContents()).toContain('sallyport console');
  expect(await page.getByRole('grid').count()).toBe(0);
  expect(api.requests.length).toBeGreaterThan(0);
});

test('the token of a link is exchanged once and leaves the address bar and the history', async () => {
  const { page, api } = await open({ items, open: false, path: '/activity?verdict=allow#token=good' });
  await page.locator('[role=row][aria-selected]').first().waitFor();
  expect(page.url()).toBe(`${api.url}/activity?verdict=allow`);
  expect(api.requests.filter((asked) => asked === 'POST /api/v1/session')).toHaveLength(1);
  expect(api.requests.every((asked) => !asked.includes('good'))).toBe(true);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('a link that was used says so, and a new one pasted into the same page works', async () => {
  const { page } = await open({ items, open: false, path: '/#token=used' });
  await page.getByText('That link no longer works').waitFor();
  await page.evaluate(() => {
    location.hash = '#token=good';
  });
  await page.locator('[role=row][aria-selected]').first().waitFor();
  expect(new URL(page.url()).hash).toBe('');
});

test('signing out takes the data off the page', async () => {
  const { page } = await open({ items, open: false, path: '/#token=good' });
  await page.locator('[role=row][aria-selected]').first().waitFor();
  await page.getByRole('button', { name: 'sign out' }).click();
  await page.getByText('You are signed out').waitFor();
  expect(await page.getByRole('grid').count()).toBe(0);
});

test('signing out is not claimed when the control plane did not hear it', async () => {
  const { page, api } = await open({ items, open: false, path: '/#token=good' });
  await page.locator('[role=row][aria-selected]').first().waitFor();
  api.setDown(true);
  await page.getByRole('button', { name: 'sign out' }).click();
  await page.getByText('Signing out failed').waitFor();
  expect(await page.getByText('You are signed out').count()).toBe(0);
});
