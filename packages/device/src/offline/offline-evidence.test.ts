import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvidence } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { keepOfflineEvidence, takeOfflineEvidence } from './offline-evidence.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const note = (event: string): NewEvidence => ({ type: 'lifecycle', event, detail: {} });
const eventsOf = (taken: readonly NewEvidence[]): string[] =>
  taken.map((evidence) => (evidence.type === 'lifecycle' ? evidence.event : evidence.type));

async function take(folder: string, durable: (count: number) => boolean = () => true) {
  const handed: NewEvidence[] = [];
  const { taken, bad } = await takeOfflineEvidence(folder, async (_name, evidence) => {
    handed.push(evidence);
    return durable(handed.length);
  });
  return { taken, bad, events: eventsOf(handed) };
}

describe('offline evidence', () => {
  it('is taken oldest first, also what was kept within one millisecond, and once', async () => {
    await using machine = await testMachine();
    const folder = join(machine.root, 'offline');
    const names = Array.from({ length: 20 }, (_, index) => `e${index}`);
    for (const name of names) keepOfflineEvidence(folder, note(name), NOW);
    keepOfflineEvidence(folder, note('earlier'), new Date(NOW.getTime() - 1));
    expect(await take(folder)).toEqual({ taken: 21, bad: 0, events: ['earlier', ...names] });
    expect(await take(folder)).toEqual({ taken: 0, bad: 0, events: [] });
    expect(await take(join(machine.root, 'nowhere'))).toEqual({ taken: 0, bad: 0, events: [] });
  });

  it('stays in its file until it is durable in the chain, and what follows waits for it', async () => {
    await using machine = await testMachine();
    for (const name of ['one', 'two', 'three']) keepOfflineEvidence(machine.root, note(name), NOW);
    expect(await take(machine.root, (count) => count < 2)).toMatchObject({
      taken: 1,
      events: ['one', 'two'],
    });
    expect(await take(machine.root)).toMatchObject({ taken: 2, events: ['two', 'three'] });
  });

  it('is handed over again after a crash in between, never lost', async () => {
    await using machine = await testMachine();
    keepOfflineEvidence(machine.root, note('one'), NOW);
    const crash = takeOfflineEvidence(machine.root, async () => {
      throw new Error('killed');
    });
    await expect(crash).rejects.toThrow('killed');
    expect(await take(machine.root)).toMatchObject({ taken: 1, events: ['one'] });
  });

  it('ignores what was not finished: no answer had left for it', async () => {
    await using machine = await testMachine();
    writeFileSync(join(machine.root, '1-1-1.part'), '{"type":');
    expect(await take(machine.root)).toEqual({ taken: 0, bad: 0, events: [] });
  });

  it('sets aside and counts what cannot be read, and takes the rest', async () => {
    await using machine = await testMachine();
    keepOfflineEvidence(machine.root, note('good'), NOW);
    for (const [index, text] of ['', '{', 'null', '{"type":"lifecycle"}', '\0'].entries())
      writeFileSync(join(machine.root, `0-${index}.json`), text);
    mkdirSync(join(machine.root, '0-folder.json'));
    symlinkSync('/dev/zero', join(machine.root, '0-link.json'));
    // Reading a pipe would wait for ever.
    execFileSync('/usr/bin/mkfifo', [join(machine.root, '0-pipe.json')]);
    const gaps = Array.from({ length: 8 }, () => 'gap');
    expect(await take(machine.root)).toEqual({ taken: 1, bad: 8, events: [...gaps, 'good'] });
    expect(readdirSync(machine.root).filter((name) => name.endsWith('.bad'))).toHaveLength(8);
    expect(await take(machine.root)).toEqual({ taken: 0, bad: 0, events: [] });
  });

  it('cannot name its own place in the chain', async () => {
    await using machine = await testMachine();
    const forged = { ...note('forged'), seq: 99, device: 'other', hash: 'f'.repeat(64), keptAs: 'x' };
    writeFileSync(join(machine.root, '1.json'), JSON.stringify(forged));
    const handed: NewEvidence[] = [];
    await takeOfflineEvidence(machine.root, async (_name, evidence) => handed.push(evidence) > 0);
    expect(handed).toEqual([note('forged')]);
  });
});
