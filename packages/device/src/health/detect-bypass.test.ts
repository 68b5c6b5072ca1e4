import { describe, expect, it } from 'vitest';
import { healthMachine, transcriptLine } from '../../test/health/health-machine.ts';
import { detectBypass } from './detect-bypass.ts';

const blind = async (lines: readonly Parameters<typeof transcriptLine>[0][], sessionsSince?: string) => {
  await using machine = await healthMachine();
  await machine.transcript('other', lines.map(transcriptLine).join(''));
  if (sessionsSince !== undefined) await machine.proofs((good) => ({ ...good, sessionsSince }));
  return detectBypass(await machine.snapshot()).map(({ session, since }) => [session, since]);
};
const acts = { session: 's2', cwd: '/', at: '2026-11-22T10:40:00.000Z', tool: 'Bash' };

describe('detectBypass', () => {
  it('finds a session that acted and never called the hook', async () => {
    expect(await blind([acts])).toEqual([['s2', acts.at]]);
  });

  it('has nothing against a session that called the hook, or that only talked', async () => {
    expect(await blind([{ ...acts, session: 'session-1' }])).toEqual([]);
    expect(await blind([{ session: 's2', cwd: '/', at: acts.at }])).toEqual([]);
  });

  it('finds an old session that was resumed without the hook', async () => {
    expect(await blind([{ ...acts, at: '2026-11-22T09:10:00.000Z' }, acts])).toEqual([['s2', acts.at]]);
  });

  it('says nothing about the time before the install, or of which it no longer has a list', async () => {
    expect(await blind([{ ...acts, at: '2026-11-22T09:10:00.000Z' }])).toEqual([]);
    expect(await blind([acts], '2026-11-22T10:50:00.000Z')).toEqual([]);
  });

  it('waits until a hook call would have been written down', async () => {
    expect(await blind([{ ...acts, at: '2026-11-22T10:59:58.000Z' }])).toEqual([]);
  });
});
