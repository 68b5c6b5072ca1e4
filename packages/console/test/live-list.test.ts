import { expect, test } from 'vitest';
import { consoleFixture, listedSummaries } from './console-fixture.ts';
import { itemOf } from './item-of.ts';
import { scriptedHistory, scriptedItem } from './scripted-data.ts';
import { CHAINS } from './scripted-status.ts';

const { open } = consoleFixture();
const named = (seq: number, summary: string) => itemOf({ seq, summary, at: new Date().toISOString() });

test('the empty page shows the next command and comes alive with the first record, without a reload', async () => {
  const { page, api } = await open({ chain: CHAINS.new });
  await page.getByText('Nothing has come through yet').waitFor();
  expect(await page.locator('main code').allTextContents()).toContain('sallyport install claude-code');
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  api.chain = CHAINS.proved;
  api.push(named(1, 'read ~/first.txt'));
  await page.getByText('read ~/first.txt').waitFor();
  // The chain is asked for again at once, not at its next turn.
  await page.getByText('policy evaluated').waitFor();
  await expect.poll(() => page.getByText('not yet').count()).toBe(0);
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('the command of the empty page can be copied', async () => {
  const { page, api } = await open({ chain: CHAINS.new });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: api.url });
  await page.locator('ol').getByRole('button', { name: 'copy sallyport install claude-code' }).click();
  await page.getByRole('button', { name: 'copied sallyport install claude-code' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('sallyport install claude-code');
});

test('a verdict is an icon and a word, and tells policy from what was enforced', async () => {
  const { page } = await open({
    items: [
      itemOf({ verdict: 'block', enforced: 'allow', summary: 'read it' }),
      itemOf({ seq: 2, at: '2026-11-21T00:00:00.000Z' }),
    ],
  });
  const cells = page.locator('[role=row][aria-selected] .cell-verdict');
  await cells.first().waitFor();
  expect(await cells.allTextContents()).toEqual(['block→by policy, enforced asallow', 'allow']);
  expect(await cells.nth(0).locator('svg').count()).toBe(2);
  expect(await cells.nth(1).locator('svg').count()).toBe(1);
});

test('while somebody reads further down, the list holds still and counts what is new', async () => {
  const { page, api } = await open({ items: scriptedHistory(300) });
  await page.locator('[role=row][aria-selected]').first().waitFor();
  const grid = page.getByRole('grid');
  await grid.evaluate((element) => element.scrollTo({ top: 2000 }));
  await expect.poll(async () => (await listedSummaries(page)).length).toBeGreaterThan(10);
  const before = await grid.evaluate((element) => element.scrollTop);
  api.push(
    named(9001, 'read ~/new-1'),
    itemOf({ seq: 9002, verdict: 'block', enforced: 'block', at: new Date().toISOString() }),
  );
  const pill = page.getByRole('button', { name: '2 new, 1 blocked' });
  await pill.waitFor();
  expect(await grid.evaluate((element) => element.scrollTop)).toBe(before);
  await pill.click();
  await page.getByText('read ~/new-1').waitFor();
  expect(await grid.evaluate((element) => element.scrollTop)).toBe(0);
  expect(await page.getByRole('button', { name: / new/ }).count()).toBe(0);
});

test('a paused list changes only when it is let go', async () => {
  const { page, api } = await open({ items: scriptedHistory(20) });
  await page.getByText('live', { exact: true }).waitFor();
  await page.keyboard.press('p');
  await page.getByText('paused').waitFor();
  api.push(named(9001, 'read ~/while-paused'));
  await page.getByRole('button', { name: '1 new' }).waitFor();
  expect(await page.getByText('read ~/while-paused').count()).toBe(0);
  await page.getByRole('button', { name: 'pause' }).click();
  await page.getByText('read ~/while-paused').waitFor();
});

test('older pages follow while scrolling, and only the rows in sight are in the document', async () => {
  const { page } = await open({ items: scriptedHistory(450) });
  await page.getByText('200 records listed, older ones follow as you scroll').waitFor();
  const grid = page.getByRole('grid');
  for (const end of ['400 records', '450 records']) {
    await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await page.getByText(`${end} listed`).waitFor();
  }
  await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await expect.poll(() => page.locator('[aria-rowindex="451"]').count()).toBe(1);
  expect(await page.locator('[role=row]').count()).toBeLessThan(60);
});

test('a lost connection is said, and what was missed is there afterwards', async () => {
  const { page, api } = await open({ items: scriptedHistory(30) });
  await page.getByText('live', { exact: true }).waitFor();
  api.setDown(true);
  await page.getByText('Not live.').waitFor();
  api.push(named(9001, 'read ~/missed'));
  api.setDown(false);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('read ~/missed').waitFor();
  await expect.poll(() => page.getByText('Not live.').count()).toBe(0);
  api.push(named(9002, 'read ~/afterwards'));
  await page.getByText('read ~/afterwards').waitFor();
  expect((await listedSummaries(page)).slice(0, 2)).toEqual(['read ~/afterwards', 'read ~/missed']);
});

test('events that are not ours are counted and do no harm', async () => {
  const { page, api } = await open({ items: [scriptedItem(1)] });
  await page.getByText('live', { exact: true }).waitFor();
  api.pushRaw(
    'event: activity\ndata: {"device":1}\n\nevent: activity\ndata: {"a":\n\nevent: other\ndata: x\n\n',
  );
  api.push(named(2, 'read ~/still-here'));
  await page.getByText('read ~/still-here').waitFor();
  await expect
    .poll(() => page.locator('footer').textContent())
    .toContain('2 events could not be read; reload the page');
});

test.each([
  ['fault:500', 'the store could not be read'],
  ['fault:garbage', 'is of another version'],
])('a list that cannot be read says why: %s', async (q, words) => {
  const { page } = await open({ path: `/activity?q=${q}` });
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContainEqual(expect.stringContaining(words));
});

test('a broken link of the chain shows its fix, its proof the others', async () => {
  const { page } = await open({ items: scriptedHistory(5), chain: CHAINS.broken });
  const chain = page.getByRole('region', { name: 'Hook delivery chain' });
  await chain.getByText('To fix “client restarted”:').waitFor();
  expect(await chain.locator('code').allTextContents()).toEqual(['sallyport status']);
  const links = await chain.locator('li').allTextContents();
  expect(links[0]).toMatch(/^installedproved \d s ago~\/\.claude\/settings\.json$/);
  expect(links[1]).toBe('client restartedfix neededsession 5b0f3c1e');
  expect(links.slice(2)).toEqual([
    'hook seennot yet–',
    'policy evaluatednot yet–',
    'evidence storednot yet–',
  ]);
});
