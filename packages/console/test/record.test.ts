import { expect, test } from 'vitest';
import { consoleFixture } from './console-fixture.ts';
import { scriptedHistory, scriptedItem } from './scripted-data.ts';

const { open } = consoleFixture();

test('a record tells what happened, why, by which rule, and what was taken out', async () => {
  const { page } = await open({ items: scriptedHistory(20), path: '/activity?record=dev_ws14%2Fe1%2F5' });
  const record = page.getByRole('region', { name: 'Record', exact: true });
  await record.getByText('Policy said warn; that was enforced.').waitFor();
  const text = await record.innerText();
  for (const words of [
    'a credential in a command line ends up in shell history and process lists',
    'warn by rule secrets-stay-home › credential-in-command',
    'policy version individual-2026-11-20',
    'The policy was out of date on the device.',
    'groups security, pilot claimed',
    '/home/ana/.ssh/id_ed25519 read, in any case',
    '1 × bearer-token from /action/command/text',
    'through sudo › sh -c, raised rights',
    'user ana proved by process',
  ]) {
    expect(text.replaceAll(/\s+/g, ' ')).toContain(words);
  }
  expect(await record.locator('mark').first().textContent()).toBe('[redacted:bearer-token]');
});

test('a mark that somebody merely wrote is not shown as a redaction', async () => {
  const item = {
    ...scriptedItem(1),
    summary: 'run echo [redacted:bearer-token]',
    tool: 'Bash',
    kind: 'shell.run' as const,
  };
  const { page } = await open({ items: [item], path: '/activity?record=dev_ws14%2Fe1%2F1' });
  const record = page.getByRole('region', { name: 'Record', exact: true });
  await record.getByRole('region', { name: 'Command' }).waitFor();
  expect(await record.locator('mark').count()).toBe(0);
});

test.each([
  [4, 'took412 ms'],
  [11, 'eventSessionStart'],
  [97, '3 records are missing here.'],
])('a record that is no decision says what it is (%i)', async (seq, words) => {
  const { page } = await open({
    items: [scriptedItem(seq)],
    path: `/activity?record=dev_ws14%2Fe1%2F${seq}`,
  });
  const record = page.getByRole('region', { name: 'Record', exact: true });
  await expect.poll(() => record.textContent()).toContain(words);
});

test.each([
  [404, 'there is no such record'],
  [500, 'the day of this record could not be opened'],
])('a record that cannot be had says why (%i)', async (seq, words) => {
  const { page } = await open({ items: scriptedHistory(5), path: `/activity?record=dev_ws14%2Fe1%2F${seq}` });
  await expect
    .poll(() => page.getByRole('alert').allTextContents())
    .toEqual([expect.stringContaining(words)]);
});
