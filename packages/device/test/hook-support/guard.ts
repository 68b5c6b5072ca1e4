import { readFileSync } from 'node:fs';
import { quietFacts, type NewEvidence } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import { DeedLedger, SessionMemory } from '@sallyport/enforcement';
import { lastResort, loadPolicies } from '@sallyport/policy-core';
import { contextOfAnn } from './ann.ts';
import { answerHook, type HookDoor } from '../../src/hook-endpoint/answer-hook.ts';
import type { Inspect } from '../../src/hook-endpoint/inspect-content.ts';
import { LAST_RESORT_KINDS } from '../../src/hook-endpoint/last-resort-kinds.ts';

const NOW = '2026-11-22T12:00:00.000Z';
/** Of the form of a bot's token, put together here so that no scanner takes this file for a leak. */
export const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');

const loaded = loadPolicies(
  [
    {
      name: 'findings-secrets',
      text: readFileSync('policies/individual/findings-secrets.yaml', 'utf8'),
    },
  ],
  { version: 'v1', testsAlreadyPassed: true },
);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { policy } = loaded;

const atOnce: Inspect = async (texts) => texts.map((text) => detect(text));

/** A door with the policy of secrets, in memory, and how a client of `ann` speaks to it. */
export function guardOf(inspect: Inspect = atOnce, changes: Partial<HookDoor> = {}) {
  const kept: NewEvidence[] = [];
  const sessions = changes.sessions ?? new SessionMemory();
  const door: HookDoor = {
    policy: () => ({ ok: true, policy }),
    lastResort: () => lastResort(policy, LAST_RESORT_KINDS),
    facts: ({ origin }) => {
      const quiet = quietFacts(NOW);
      return { ...quiet, session: { ...quiet.session, labels: sessions.labelsOf(origin) } };
    },
    now: () => new Date(NOW),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true, seq: kept.length };
    },
    note: (evidence) => void kept.push(evidence),
    deeds: new DeedLedger(),
    sessions,
    inspect,
    ...changes,
  };
  const say = async (payload: object) => {
    const body = JSON.stringify({ session_id: 's1', cwd: '/home/ann/project', ...payload });
    return (await answerHook({ event: 'x', body }, contextOfAnn(), door)).answer;
  };
  const decisions = () => kept.flatMap((evidence) => (evidence.type === 'decision' ? [evidence] : []));
  return { kept, say, decisions, sessions };
}
