import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import type { NewEvidence } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { collecting, type Collecting } from '../../test/offline-support/collecting.ts';
import { keepOfflineEvidence } from './offline-evidence.ts';

const note = (event: string): NewEvidence => ({ type: 'lifecycle', event, detail: {} });
const keep = ({ home }: Collecting, event: string): void =>
  keepOfflineEvidence(home.offlineEvidence, note(event), new Date('2026-11-22T12:00:00.000Z'));
const eventsIn = async (place: Collecting): Promise<string[]> =>
  (await place.records()).flatMap((record) => (record.type === 'lifecycle' ? [record.event] : []));

describe('KeptCollector', () => {
  it('takes each once, with the name it was kept under, and leaves nothing behind', async () => {
    await using place = await collecting();
    for (const event of ['one', 'two', 'two']) keep(place, event);
    const names = readdirSync(place.home.offlineEvidence);
    expect(await place.rounds(3)).toHaveLength(3);
    expect(await eventsIn(place)).toEqual(['one', 'two', 'two']);
    expect((await place.records()).map(({ keptAs }) => `${keptAs}.json`)).toEqual(names.sort());
    expect(readdirSync(place.home.offlineEvidence)).toEqual([]);
    expect(existsSync(place.home.intake)).toBe(false);
  });

  it('does not take again what is in the chain, when the file came back or never went', async () => {
    await using place = await collecting();
    keep(place, 'one');
    const [name = ''] = readdirSync(place.home.offlineEvidence);
    // As a daemon that was killed before it could remove the file.
    writeFileSync(place.home.intake, JSON.stringify({ epoch: place.spool.statistics().epoch, after: 0 }));
    await place.spool.append({ ...note('one'), keptAs: name.slice(0, -5) });
    expect(await place.rounds(1)).toHaveLength(1);
    expect(await eventsIn(place)).toEqual(['one']);
    expect(readdirSync(place.home.offlineEvidence)).toEqual([]);
  });

  it.each(['', '{', '{"epoch":"another","after":99}'])(
    'looks through the whole chain when the note says nothing about it: %s',
    async (text) => {
      await using place = await collecting();
      keep(place, 'one');
      const [name = ''] = readdirSync(place.home.offlineEvidence);
      await place.spool.append({ ...note('one'), keptAs: name.slice(0, -5) });
      writeFileSync(place.home.intake, text);
      await place.rounds(2);
      expect(await eventsIn(place)).toEqual(['one']);
    },
  );

  it('is not told by a record that only mentions a name', async () => {
    await using place = await collecting();
    keep(place, 'one');
    const [name = ''] = readdirSync(place.home.offlineEvidence);
    writeFileSync(place.home.intake, '{}');
    await place.spool.append({ type: 'lifecycle', event: 'x', detail: { keptAs: name.slice(0, -5) } });
    await place.rounds(1);
    expect(await eventsIn(place)).toEqual(['x', 'one']);
  });

  it('comes again for what the chain refused, and counts no loss', async () => {
    await using place = await collecting({ totalBytes: 100, observationBytes: 100 });
    keep(place, 'one');
    expect(await place.rounds(3)).toEqual([]);
    expect(readdirSync(place.home.offlineEvidence)).toHaveLength(1);
    expect(place.spool.statistics().missing).toBe(0);
    place.restart();
    expect(await place.rounds(1)).toEqual([]);
    expect(await place.records()).toEqual([]);
  });

  it('records a file that it cannot read as one gap, and sets it aside', async () => {
    await using place = await collecting();
    keep(place, 'one');
    writeFileSync(`${place.home.offlineEvidence}/0.json`, '{');
    writeFileSync(`${place.home.offlineEvidence}/1 $(x).json`, JSON.stringify(note('two')));
    await place.rounds(3);
    expect(await eventsIn(place)).toEqual(['one']);
    expect(await place.counted()).toBe(2);
    expect(readdirSync(place.home.offlineEvidence).sort()).toEqual(['0.json.bad', '1 $(x).json.bad']);
  });
});
