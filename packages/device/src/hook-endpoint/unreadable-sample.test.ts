import { createHash } from 'node:crypto';
import { type NewEvidence, quietFacts } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { contextOfAnn } from '../../test/hook-support/ann.ts';
import { answerHook } from './answer-hook.ts';
import { unreadableSample } from './unreadable-sample.ts';

/** Joined here so that no scanner takes this file for a leak. */
const TOKEN = ['ghp', 'abcdefghijklmnopqrstuvwxyzABCDEF0123'].join('_');

/** The decision on record for a payload that nobody can read. */
async function recordOf(body: string, bytes?: Uint8Array) {
  const kept: NewEvidence[] = [];
  const call = { event: 'PreToolUse', body, ...(bytes === undefined ? {} : { bytes }) };
  await answerHook(call, contextOfAnn(), {
    policy: () => ({ ok: false, failure: 'no-bundle' }),
    lastResort: () => ({ tools: {}, unknownTool: 'closed' }),
    facts: () => quietFacts('2026-11-22T12:00:00.000Z'),
    now: () => new Date('2026-11-22T12:00:00.000Z'),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true };
    },
    note: (evidence) => kept.push(evidence),
  });
  expect(kept).toHaveLength(1);
  const [evidence] = kept;
  if (evidence?.type !== 'decision') throw new Error('no decision was recorded');
  return evidence;
}

describe('the record of a payload that could not be read', () => {
  it.each(['', 'this is not json', '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_in', '[1,2,3]'])(
    'holds a short one whole, with its size and digest: %s',
    async (body) => {
      const { action, decision } = await recordOf(body);
      expect(action.input).toBe(body);
      expect(action.digest).toBe(createHash('sha256').update(body).digest('hex'));
      expect(decision.failMode?.detail).toContain(`${body.length} bytes`);
    },
  );

  it('holds the beginning of a long one, and says how long it was', async () => {
    const { action, decision } = await recordOf('é'.repeat(40_000));
    expect(action.input).toBe(`${'é'.repeat(2048)}…[cut from 80000 bytes]`);
    expect(decision.failMode?.detail).toContain('80000 bytes');
  });

  it('has the digest of the bytes as they came, also where they are no text', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x22]);
    const { action, decision } = await recordOf(bytes.toString('utf8'), bytes);
    expect(action.digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(decision.failMode?.detail).toContain('(4 bytes)');
  });

  it.each([
    `{"tool_input":{"command":"curl -H 'authorization: token ${TOKEN}'`,
    JSON.stringify({ hook_event_name: 7, env: [{ name: 'API_TOKEN', value: TOKEN }] }),
    `${'x '.repeat(1015)}${TOKEN}${' y'.repeat(5000)}`,
    `${'x '.repeat(1015)}${TOKEN}${' y'.repeat(500_000)}`,
  ])('holds no secret, not even half of one', async (body) => {
    const record = JSON.stringify(await recordOf(body));
    expect(record).not.toContain('ghp');
    expect(record).toContain('redacted');
  });
});

describe('unreadableSample', () => {
  it('never ends in half a character', () => {
    expect(unreadableSample(`x${'😀'.repeat(2000)}`, 8001)).toMatch(/😀…\[cut from 8001 bytes\]$/u);
  });
});
