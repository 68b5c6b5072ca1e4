/**
 * What hostile servers and agents say and ask in messages that everybody reads alike: what a result brings, what is taken to
 * a server, what it wants of the client. Each attack first succeeds where nobody stands between, and what it has done is told
 * by what the other side got. Those by definitions, names and lines are in `mcp-hostile.test.ts`, those over HTTP in `http/`.
 */
import { describe, expect, it } from 'vitest';
import { ANSWERS } from '../../test/mcp-content/answers.ts';
import { ASKED_OF_CLIENT } from '../../test/mcp-content/asked-of-client.ts';
import type { Attack } from '../../test/mcp-content/attack.ts';
import { CLAIMS } from '../../test/mcp-content/claims.ts';
import { PASSES } from '../../test/mcp-content/passes.ts';
import { STEERING } from '../../test/mcp-content/steering.ts';
import { TAKEN_OUT } from '../../test/mcp-content/taken-out.ts';
import { guardWith, undefended } from '../../test/mcp-content/talk.ts';

const SETS: readonly (readonly [kind: string, attacks: readonly Attack[]])[] = [
  ['a claim', CLAIMS],
  ['an answer', ANSWERS],
  ['an answer that steers', STEERING],
  ['something taken out', TAKEN_OUT],
  ['something asked of the client', ASKED_OF_CLIENT],
];

describe.each(SETS)('%s', (_kind, attacks) => {
  it.each(attacks)('$name', async ({ steps, wins, pack = 'individual' }) => {
    expect(wins(undefended(steps))).toBe(true);
    const { talk, kept } = guardWith(pack);
    const heard = await talk('notes', steps);
    expect(wins(heard)).toBe(false);
    expect(kept.length).toBeGreaterThan(0);
  });
});

describe('what goes on, as docs/mcp-gateway.md says', () => {
  it.each(PASSES)('$name', async ({ steps, wins }) => {
    const { talk } = guardWith('company');
    expect(wins(await talk('notes', steps))).toBe(true);
  });
});
