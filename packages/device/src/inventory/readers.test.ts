import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Place, Reading } from './inventory-item.ts';
import { readSettingsFile } from './readers/claude-settings.ts';
import { projectsOf, readClientState } from './readers/claude-state.ts';
import { readComponentText } from './readers/component-text.ts';
import { readDesktopConfig, readExtensionManifest, readExtensionRecords } from './readers/desktop-records.ts';
import { readServerFile } from './readers/mcp-servers.ts';
import {
  readInstalledPlugins,
  readKnownMarketplaces,
  readOrganizationPlugins,
} from './readers/plugin-records.ts';

const READERS: Readonly<Record<string, (text: string, place: Place) => Reading>> = {
  'server-file': readServerFile,
  settings: (text, place) => readSettingsFile(text, place, ['/ours/hook.sh']),
  'client-state': readClientState,
  'installed-plugins': readInstalledPlugins,
  'known-marketplaces': readKnownMarketplaces,
  'organization-plugins': readOrganizationPlugins,
  'desktop-config': readDesktopConfig,
  'extension-manifest': readExtensionManifest,
  'extension-records': readExtensionRecords,
  'component-text': (text, place) => ({
    items: [readComponentText(text, place, { kind: 'scheduled-task', name: 'report', content: place.path })],
  }),
};

// Put together here, so that no scanner takes a fixture for a leak.
const TOKEN = ['ghp', 'x7Kq2LmZ9vTnR4bWcY8sHd3JfGpA6uEoV1Qi'].join('_');
const FIXTURES = join(import.meta.dirname, 'fixtures/readers');
const cases = Object.keys(READERS).flatMap((reader) =>
  readdirSync(join(FIXTURES, reader)).map((name) => [reader, name] as const),
);
const storeOf = (reader: string, name: string): string =>
  readFileSync(join(FIXTURES, reader, name, 'store.txt'), 'utf8').replaceAll('A_TOKEN_STANDS_HERE', TOKEN);

/** What stands in the fixtures as a secret. */
const SECRETS = ['x7Kq2LmZ9v', 'hunter2', 'user:word', 'key=abc', '?k=1', 't:s@', 'a:b@'];

/** What no reader of the expected file would see. */
const visible = (text: string): string =>
  text.replaceAll(/\p{Cf}/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const isBroken = (reader: string, name: string): boolean => name === 'broken' && reader !== 'component-text';

describe('each store', () => {
  test('has a reader, and each reader meets a good, a broken and a hostile one', () => {
    expect(readdirSync(FIXTURES).toSorted()).toEqual(Object.keys(READERS).toSorted());
    for (const reader of Object.keys(READERS))
      expect(readdirSync(join(FIXTURES, reader))).toEqual(
        expect.arrayContaining(['positive', 'broken', 'hostile']),
      );
  });

  test.each(cases)('%s is read as expected: %s', async (reader, name) => {
    const read = READERS[reader];
    const reading = read?.(storeOf(reader, name), { path: '/store', scope: 'user' });
    await expect(visible(`${JSON.stringify(reading, null, 2)}\n`)).toMatchFileSnapshot(
      join(FIXTURES, reader, name, 'expected.txt'),
    );
  });

  test.each(cases.filter(([reader, name]) => isBroken(reader, name)))(
    '%s says that it is %s',
    (reader, name) => {
      expect(READERS[reader]?.(storeOf(reader, name), { path: '/store', scope: 'user' })).toEqual({
        items: [],
        broken: expect.stringMatching(/^it /) as string,
      });
    },
  );

  const whole = cases.filter(([reader, name]) => !isBroken(reader, name));
  test.each(whole)('%s gives short items without secrets: %s', (reader, name) => {
    const reading = READERS[reader]?.(storeOf(reader, name), { path: '/store', scope: 'user' });
    const said = JSON.stringify(reading);
    for (const secret of SECRETS) expect(said).not.toContain(secret);
    for (const item of reading?.items ?? [])
      for (const value of Object.values(item)) expect(String(value).length).toBeLessThan(400);
  });
});

test('a store with more members than anybody reads is cut, not followed to its end', () => {
  const many = Object.fromEntries(
    Array.from({ length: 5000 }, (_one, index) => [`s${index}`, { command: 'a' }]),
  );
  expect(
    readServerFile(JSON.stringify({ mcpServers: many }), { path: '/x', scope: 'user' }).items,
  ).toHaveLength(500);
});

test('projects on shares of other machines are not opened', () => {
  expect(
    projectsOf({ projects: { '/a': {}, 'C:\\b': {}, '\\\\host\\c': {}, '//host/d': {}, '../e': {} } }),
  ).toEqual(['/a', 'C:\\b']);
});
