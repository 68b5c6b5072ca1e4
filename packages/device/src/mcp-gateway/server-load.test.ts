import { quietFacts } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { doorInMemory } from '../../test/mcp-door.ts';
import { relayOrigin } from './relay-origin.ts';
import { whyNotStarted } from './server-load.ts';

const SHA256 = 'c'.repeat(64);
const CONTENT = 'd'.repeat(64);
const SERVER = {
  sha256: SHA256,
  contentSha256: CONTENT,
  key: 'k'.repeat(16),
  command: 'node notes.mjs',
  files: [],
};

async function asked(rules: string, stale = false) {
  const now = '2026-11-22T12:00:00.000Z';
  const quiet = quietFacts(now);
  const facts = { ...quiet, posture: { ...quiet.posture, bundleStale: stale } };
  const { door, kept, context } = doorInMemory(rules, { facts: () => facts });
  const { actionId, digest } = context;
  const origin = relayOrigin({ cwd: '/home/ann/project', claims: {} }, 'mcp-1', undefined, context);
  const told = { server: { name: 'notes' }, from: 'client', origin, actionId, digest } as const;
  return { why: await whyNotStarted('notes', SERVER, told, door), kept };
}
const rule = (when: string, verdict = 'block'): string =>
  `  - {id: mine, on: [component.load], when: "${when}", verdict: ${verdict}, say: not for us}`;

describe('a server is not started', () => {
  it.each([
    [
      'that policy stops by its command and files',
      `has(action.component.sha256) && action.component.sha256 == '${SHA256}'`,
    ],
    [
      'that policy stops by what it is wherever it stands',
      `has(action.component.contentSha256) && action.component.contentSha256 == '${CONTENT}'`,
    ],
    ['that policy stops by its name', `action.component.name == 'notes'`],
  ])('%s, and that is on record', async (_name, when) => {
    const { why, kept } = await asked(rule(when));
    expect(why).toContain('has not started the server `notes`: not for us (rule mine/mine)');
    expect(kept).toMatchObject([
      { type: 'decision', action: { kind: 'component.load' }, decision: { enforced: 'block' } },
    ]);
  });

  it('when policy stops every server on a device that is cut off, and only then', async () => {
    expect((await asked(rule('facts.posture.bundleStale'), true)).why).toContain('not for us');
    expect((await asked(rule('facts.posture.bundleStale'))).why).toBeUndefined();
  });
});

describe('a server is started, and nothing is recorded of that', () => {
  it.each([
    ['that a person has to look at', rule(`action.component.type == 'mcp-server'`, 'approve')],
    ['that policy stops in some sessions only', rule(`facts.session.has('untrusted-content')`)],
    [
      'that policy stops for what its definitions hold',
      rule(`action.findings.exists(f, f.level == 'block')`),
    ],
    ['that no rule is about', rule(`action.component.name == 'other'`)],
  ])('%s', async (_name, rules) => {
    const { why, kept } = await asked(rules);
    expect(why).toBeUndefined();
    expect(kept).toEqual([]);
  });
});
