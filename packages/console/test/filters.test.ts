import { expect, test } from 'vitest';
import { consoleFixture, listedSummaries } from './console-fixture.ts';
import { inventoryOf } from './inventory-of.ts';
import { itemOf } from './item-of.ts';
import { scriptedHistory } from './scripted-data.ts';

const { open } = consoleFixture();
const params = (url: string) => Object.fromEntries(new URL(url).searchParams);

test('what is chosen stands in the URL, survives a reload, and going back takes it away', async () => {
  const { page, api } = await open({ items: scriptedHistory(200) });
  await page.getByRole('button', { name: 'block' }).click();
  await page.getByLabel('Kind', { exact: true }).selectOption('file.read');
  await page.getByRole('searchbox').fill('id_ed25519');
  await expect
    .poll(() => params(page.url()))
    .toEqual({ verdict: 'block', kind: 'file.read', q: 'id_ed25519' });
  await expect.poll(async () => new Set(await listedSummaries(page)).size).toBe(1);

  await page.reload();
  await page.locator('[role=row][aria-selected]').first().waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('id_ed25519');
  expect(await page.getByLabel('Kind', { exact: true }).inputValue()).toBe('file.read');
  expect(await page.getByRole('button', { name: 'block' }).getAttribute('aria-pressed')).toBe('true');
  expect(api.requests.at(-1)).toBeDefined();
  expect(
    api.requests.some((asked) =>
      asked.startsWith('GET /api/v1/activity?q=id_ed25519&verdict=block&kind=file.read&'),
    ),
  ).toBe(true);

  await page.goBack();
  await expect.poll(() => params(page.url())).toEqual({ verdict: 'block' });
  await page.getByRole('button', { name: 'clear', exact: true }).click();
  await expect.poll(() => params(page.url())).toEqual({});
});

test('a link with a value the API would refuse shows the page without it', async () => {
  const { page, api } = await open({
    items: scriptedHistory(5),
    path: '/activity?verdict=maybe&type=decision&since=soon',
  });
  await page.locator('[role=row][aria-selected]').first().waitFor();
  expect(api.requests.every((asked) => !asked.includes('maybe') && !asked.includes('soon'))).toBe(true);
  expect(await page.getByLabel('Record type').inputValue()).toBe('decision');
});

test('from a record on: its session, its tool, its workstation, its verdict', async () => {
  const { page } = await open({ items: scriptedHistory(100), path: '/activity?record=dev_ws14%2Fe1%2F42' });
  const record = page.getByRole('region', { name: 'Record', exact: true });
  await record.getByRole('button', { name: /show only session/ }).click();
  await page.getByRole('region', { name: 'Scope' }).getByText('214 actions, 3 blocked').waitFor();
  await record.getByRole('button', { name: /show only tool/ }).click();
  await record.getByRole('button', { name: /show only workstation/ }).click();
  await record.getByRole('button', { name: /show only verdict/ }).click();
  await expect
    .poll(() => params(page.url()))
    .toEqual({
      session: '5b0f3c1e-7a55-4a37-9f0c-1de1c3a0b001',
      tool: 'Read',
      device: 'dev_ws14',
      verdict: 'block',
      record: 'dev_ws14/e1/42',
    });
  await page.getByRole('button', { name: /remove filter tool/ }).click();
  await expect.poll(() => params(page.url())['tool']).toBe(undefined);
});

test('from a record to the policy and to the rule that spoke, also one that did not name the verdict', async () => {
  const items = scriptedHistory(100);
  const quiet = itemOf({
    seq: 9001,
    at: new Date().toISOString(),
    summary: 'read ~/quiet',
    rules: [
      { policy: 'untrusted-content', rule: 'other' },
      { policy: 'secrets-stay-home', rule: 'ssh-keys' },
    ],
  });
  const { page, api } = await open({
    items: [quiet, ...items],
    path: '/activity?rule=stray&record=dev_ws14%2Fe1%2F42',
  });
  const record = page.getByRole('region', { name: 'Record', exact: true });
  await record.getByRole('button', { name: 'show only policy secrets-stay-home' }).click();
  await expect
    .poll(() => params(page.url()))
    .toEqual({ policy: 'secrets-stay-home', record: 'dev_ws14/e1/42' });
  await record.getByRole('button', { name: 'show only rule ssh-keys' }).click();
  await expect
    .poll(() => params(page.url()))
    .toEqual({ policy: 'secrets-stay-home', rule: 'ssh-keys', record: 'dev_ws14/e1/42' });
  await page.getByText('read ~/quiet').waitFor();
  await expect
    .poll(async () => new Set(await listedSummaries(page)))
    .toEqual(
      new Set([
        'read ~/quiet',
        'read ~/.ssh/id_ed25519 — private keys stay out of agents; use the deploy-key tool instead',
      ]),
    );

  // The stream knows the filter too.
  api.push(
    itemOf({
      seq: 9002,
      at: new Date().toISOString(),
      summary: 'read ~/hay',
      policy: 'other',
      rule: 'ssh-keys',
    }),
    itemOf({
      seq: 9003,
      at: new Date().toISOString(),
      summary: 'read ~/needle',
      policy: 'secrets-stay-home',
      rule: 'ssh-keys',
    }),
  );
  await page.getByRole('button', { name: '1 new' }).waitFor();
  await page.getByRole('button', { name: 'remove filter rule ssh-keys' }).click();
  await expect.poll(() => params(page.url())['rule']).toBe(undefined);
  expect(params(page.url())['policy']).toBe('secrets-stay-home');
});

test('from a workstation to its sessions', async () => {
  const { page } = await open({ items: scriptedHistory(100), path: '/activity?device=dev_ws14' });
  const scope = page.getByRole('region', { name: 'Scope' });
  await scope.getByText('workstation ws-14').waitFor();
  await scope.getByRole('button', { name: /9e77b2d4.*unverified/ }).click();
  await scope.getByText('(no canary was held in this session yet)').waitFor();
  expect(params(page.url())['session']).toBe('9e77b2d4-66c1-4f8f-b7a9-0c5f1e9dd003');
});

test('live records appear in a filtered list only when they fit, in a search too', async () => {
  const { page, api } = await open({ path: '/activity?q=needle&tool=Bash' });
  await page.getByText('No record fits these filters').waitFor();
  const at = new Date().toISOString();
  api.push(
    itemOf({ seq: 1, at, tool: 'Bash', summary: 'run hay' }),
    itemOf({ seq: 2, at, tool: 'Read', summary: 'read needle' }),
    itemOf({ seq: 3, at, tool: 'Bash', summary: 'run needle' }),
  );
  await page.getByText('run needle').waitFor();
  expect(await listedSummaries(page)).toEqual(['run needle']);
});

test('another set of filters begins at the top, and is alive there', async () => {
  const { page, api } = await open({ items: scriptedHistory(300) });
  await page.locator('[role=row][aria-selected]').first().waitFor();
  await page.getByRole('grid').evaluate((element) => element.scrollTo({ top: 3000 }));
  await page.locator('[aria-rowindex="95"]').waitFor();
  await page.getByLabel('Kind', { exact: true }).selectOption('file.read');
  await page.locator('[aria-rowindex="2"]').waitFor();
  expect(await page.getByRole('grid').evaluate((element) => element.scrollTop)).toBe(0);
  api.push(itemOf({ seq: 9001, at: new Date().toISOString(), summary: 'read ~/at-the-top' }));
  await page.getByText('read ~/at-the-top').waitFor();
});

test('the inventory is filtered by keys alone, the address keeps it, and the same content is found on other devices', async () => {
  const sha256 = 'ab'.repeat(32);
  const many = Array.from({ length: 130 }, (_, index) => inventoryOf({ name: `server-${index}`, at: null }));
  const skill = inventoryOf({ kind: 'skill', name: 'deploy', path: '/s/deploy', sha256 });
  const inventory = [...many, skill, { ...skill, device: 'dev_mbp', host: 'mbp-bo', state: 'gone' as const }];
  const { page } = await open({ inventory, path: '/activity' });
  const names = () =>
    page.locator('main li > div:first-child > p:first-child > span:first-child').allTextContents();
  await page.getByRole('link', { name: 'Inventory' }).press('Enter');
  await page.getByText('100 shown, there are more').waitFor();
  await page.getByRole('button', { name: 'show more' }).press('Enter');
  await expect.poll(async () => (await names()).length).toBe(132);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('skill');
  await expect.poll(names).toEqual(['deploy', 'deploy']);
  await page.getByRole('combobox', { name: 'Device' }).selectOption('dev_ws14');
  await expect.poll(names).toEqual(['deploy']);
  expect(new URL(page.url()).search).toBe('?device=dev_ws14&thing=skill');
  await page.reload();
  await expect.poll(names).toEqual(['deploy']);
  await page.getByRole('button', { name: 'the same content elsewhere' }).press('Enter');
  await page.getByRole('combobox', { name: 'Device' }).selectOption('');
  await expect.poll(names).toEqual(['deploy', 'deploy']);
  await page.getByRole('combobox', { name: 'State' }).selectOption('gone');
  await expect.poll(names).toEqual(['deploy']);
  await page.goBack();
  await expect.poll(names).toEqual(['deploy', 'deploy']);
  await page.getByRole('searchbox').fill('nothing-has-it');
  await page.getByText('Nothing fits these filters.').waitFor();
  await page.getByRole('link', { name: 'Activity' }).press('Enter');
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  expect(new URL(page.url()).search).toBe('');
});
