import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionId } from '@sallyport/action-model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSessions } from '../hook-endpoint/open-sessions.ts';
import { labelledSessions, releaseLabels } from '../hook-endpoint/release-session.ts';
import { stateHome } from '../state-home.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kept-labels-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const session = SessionId.parse('a');
const name = { user: 'ann', session };

it.each([undefined, 1001])(
  'labels of user %s are known after a restart, until a person takes them off, on record',
  async (uid) => {
    const home = stateHome(root);
    const open = () =>
      openSessions(
        home.sessionFiles(uid),
        () => new Date(),
        () => {},
      );
    const first = open();
    first.heard(name, '/work');
    first.label(name, ['secret-seen']);
    first.label(name, ['secret-seen', 'untrusted-content']);
    const running = open();
    expect(running.labelsOf(name)).toEqual(['secret-seen', 'untrusted-content']);
    expect(labelledSessions(home)).toMatchObject([{ session, labels: ['secret-seen', 'untrusted-content'] }]);

    expect(releaseLabels(home, SessionId.parse('nobody'), 'why', 'cooperative')).toBe(0);
    expect(releaseLabels(home, session, 'a test fixture', 'cooperative')).toBe(2);
    expect(readdirSync(home.offlineEvidence)).toHaveLength(1);
    await expect.poll(() => running.labelsOf(name)).toEqual([]);
    expect(open().labelsOf(name)).toEqual([]);
    expect(labelledSessions(home)).toEqual([]);
    // Somebody else's session of the same id keeps its own.
    const other = { user: 'bob', session };
    running.label(other, ['secret-seen']);
    expect(running.labelsOf(other)).toEqual(['secret-seen']);
  },
);
