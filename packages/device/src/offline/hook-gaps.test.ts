import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collecting } from '../../test/offline-support/collecting.ts';

const LINE = 'PreToolUse closed curl-28 Bash s-1\n';

describe('the lines of the hook script', () => {
  it('become gap records that repeat and count them', async () => {
    await using place = await collecting();
    writeFileSync(place.home.hookGaps, `${LINE}${LINE}Stop open curl-7\n`);
    await place.rounds(2);
    expect(await place.gaps()).toEqual([
      {
        count: 3,
        detail:
          'the hook script decided by its last resort: PreToolUse closed curl-28 Bash s-1 ×2, Stop open curl-7 ×1',
      },
    ]);
    expect(readdirSync(place.hookFolder)).toEqual([]);
    await place.rounds(2);
    expect(await place.counted()).toBe(3);
  });

  it('are counted too when the script had the file open while it was renamed', async () => {
    await using place = await collecting();
    writeFileSync(place.home.hookGaps, LINE);
    await place.rounds(1);
    const [renamed] = readdirSync(place.hookFolder);
    appendFileSync(`${place.hookFolder}/${renamed}`, LINE);
    await place.rounds(1);
    expect(await place.counted()).toBe(2);
  });

  it('that come meanwhile go into another file, and are counted once', async () => {
    await using place = await collecting();
    for (let round = 0; round < 5; round += 1) {
      writeFileSync(place.home.hookGaps, LINE);
      await place.rounds(1);
    }
    await place.rounds(2);
    expect(await place.counted()).toBe(5);
  });

  it('are repeated only in our own shape, and counted whatever their shape', async () => {
    await using place = await collecting();
    writeFileSync(
      place.home.hookGaps,
      `Stop open curl-7; rm\n\u001b[2J\nStop maybe curl-7\n\n${LINE}PreToolUse closed curl-28 $(x) s\nStop open curl-7`,
    );
    await place.rounds(2);
    expect(await place.gaps()).toEqual([
      {
        count: 6,
        detail:
          'the hook script decided by its last resort: a line of another shape ×4, PreToolUse closed curl-28 Bash s-1 ×1, Stop open curl-7 ×1',
      },
    ]);
  });

  it('are each repeated when there are many, and counted when there is a flood', async () => {
    await using place = await collecting();
    const lines = Array.from({ length: 300 }, (_, index) => `PreToolUse open curl-28 Bash s-${index}\n`);
    writeFileSync(place.home.hookGaps, lines.join(''));
    await place.rounds(2);
    expect(await place.counted()).toBe(300);
    const details = (await place.gaps()).map(({ detail }) => detail).join(', ');
    for (let index = 0; index < 300; index += 1) expect(details).toContain(`s-${index} ×1`);

    writeFileSync(place.home.hookGaps, lines.join('').repeat(500));
    await place.rounds(2);
    expect(await place.counted()).toBe(300 + 150_000);
    expect((await place.gaps()).length).toBeLessThan(100);
  });

  it('are one line of another shape when something else stands in their place', async () => {
    await using place = await collecting();
    mkdirSync(place.home.hookGaps);
    await place.rounds(2);
    execFileSync('/usr/bin/mkfifo', [place.home.hookGaps]);
    await place.rounds(2);
    expect(await place.counted()).toBe(2);
    expect(readdirSync(place.hookFolder)).toEqual([]);
  });

  it('wait when the chain refuses them', async () => {
    await using place = await collecting({ totalBytes: 100, observationBytes: 100 });
    writeFileSync(place.home.hookGaps, LINE);
    await place.rounds(3);
    expect(await place.counted()).toBe(0);
    expect(readdirSync(place.hookFolder)).toHaveLength(1);
  });
});
