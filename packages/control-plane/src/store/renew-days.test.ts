import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivityQuery } from '@sallyport/fleet-protocol';
import { expect, it } from 'vitest';
import { decision, startChain, upload } from '../../test/evidence-chain.ts';
import { openAppend } from './append.ts';
import { openDay, WORD_TABLES } from './day-segment.ts';
import { listActivity, prepareList } from './list-activity.ts';
import { renewDays } from './renew-days.ts';
import { openStateFile } from './state-file.ts';

const DAY = '2026-11-22';

/** A day as the build before made it: one table of words with its tags beside them, and no rules in the items. */
const makeOld = (directory: string): void => {
  const database = openDay(directory, DAY, { readOnly: false });
  database.exec(`${WORD_TABLES.map((name) => `DROP TABLE ${name};`).join('')}
    CREATE VIRTUAL TABLE words USING fts5(text, tags, content='', columnsize=0);
    UPDATE records SET item = json_remove(item, '$.rules');
    PRAGMA user_version=1;`);
  database.close();
};

it('makes the records of an earlier build findable, by their words and by what was no filter then, once', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-renew-'));
  const state = openStateFile(directory, { readOnly: false });
  const store = openAppend(directory, state);
  const chain = startChain();
  const lines = Array.from({ length: 30 }, (_, n) =>
    chain.add(
      decision({ path: `/data/file-${n}`, verdict: n % 3 === 0 ? 'block' : 'allow' }),
      `${DAY}T${String(n % 12).padStart(2, '0')}:30:00.000Z`,
    ),
  );
  const bytes = new TextEncoder().encode(JSON.stringify(upload(lines)));
  store.append([{ bytes, receivedAt: `${DAY}T13:00:00.000Z` }]);
  store.close();
  makeOld(directory);

  expect(renewDays(directory)).toEqual([DAY]);
  expect(renewDays(directory)).toEqual([]);
  const database = openDay(directory, DAY, { readOnly: true });
  const statements = prepareList(database);
  const found = (query: object) =>
    listActivity(ActivityQuery.parse(query), [DAY], () => statements)?.items.length;
  expect(found({})).toBe(30);
  expect(found({ q: 'file-7' })).toBe(1);
  expect(found({ policy: 'secrets-stay-home', rule: 'ssh-keys' })).toBe(10);
  database.close();
  state.close();
  rmSync(directory, { recursive: true, force: true });
});
