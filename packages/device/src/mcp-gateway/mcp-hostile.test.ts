/*
 * Hostile servers and calls. Each attack is first played with nobody in between, where it has to succeed: the peers count
 * what really ran and what was really shown. Then the same bytes go through a session with its gate and a shipped pack.
 */
import { describe, expect, it } from 'vitest';
import { throughGateway, withoutGateway } from '../../test/mcp-hostile/attack-place.ts';
import { BENIGN } from '../../test/mcp-hostile/benign.ts';
import { DEFINITION_ATTACKS } from '../../test/mcp-hostile/definitions.ts';
import { READING_ATTACKS } from '../../test/mcp-hostile/reading.ts';
import { RESULT_ATTACKS } from '../../test/mcp-hostile/results.ts';

const ATTACKS = [...DEFINITION_ATTACKS, ...READING_ATTACKS, ...RESULT_ATTACKS];

describe.each(['company', 'individual'] as const)('with the pack `%s`', (pack) => {
  it.each(ATTACKS)('$kind: $what: $ends', async ({ turns, harms, onRecord, passesWith, ...more }) => {
    expect(harms(withoutGateway(turns))).toBe(true);
    const { peers, end, records } = await throughGateway(pack, turns);
    const passes = passesWith === pack || passesWith === 'both';
    const ends = pack === 'company' ? (more.endsInCompany ?? more.ends) : more.ends;
    expect({ harms: harms(peers), end }).toEqual({ harms: passes, end: passes ? 'goes on' : ends });
    expect(records.join(' ')).toMatch(new RegExp(passes ? 'allow|decision' : onRecord));
  });
});

it.each(BENIGN)('%s: nothing of it is held', async (_what, turns) => {
  const alone = withoutGateway(turns);
  const { peers } = await throughGateway('company', turns);
  expect(peers).toEqual(alone);
});
