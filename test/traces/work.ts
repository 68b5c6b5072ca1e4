/**
 * Hours of work as the guard meets them: each step goes in as the client's own payloads, and the whole road behind the
 * socket is the product's own, with what a session remembers from step to step. Only the spool keeps nothing.
 */
import { DeviceId, quietFacts, type Action, type Verdict } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import { RateCounts, SessionMemory, WarnedBefore } from '@sallyport/enforcement';
import { formatProblem, lastResort, loadPolicies, type CompiledPolicy } from '@sallyport/policy-core';
import { answerHook, type HookDoor } from '../../packages/device/src/hook-endpoint/answer-hook.ts';
import { LAST_RESORT_KINDS } from '../../packages/device/src/hook-endpoint/last-resort-kinds.ts';
import { hookContextOf } from '../../packages/device/src/hook-endpoint/machine.ts';
import { SessionFacts } from '../../packages/device/src/session-facts/session-facts.ts';
import { selfProtection, shippedPack } from '../../packages/device/src/policy-cache/shipped-packs.ts';
import { HOME, payloadsOf, PROJECT } from './payloads.ts';
import type { Trace } from './traces.ts';

/** Where these people have worked before: what their device has seen for weeks. Everything else is new on that day. */
const KNOWN_HOSTS = [
  'github.com',
  'api.github.com',
  'registry.npmjs.org',
  'pypi.org',
  'amazonaws.com',
  'web1',
];
const WEEKS = 60;
const NOON = '2026-11-23T12:00:00.000Z';

export type Met = { readonly step: string; readonly verdict: Verdict; readonly rules: readonly string[] };
export type Hour = {
  readonly name: string;
  readonly actions: number;
  readonly met: readonly Met[];
  /** Steps that reach out to what no person had named, after foreign content was read. */
  readonly drifted: readonly string[];
};

export function loadPack(pack: string): CompiledPolicy {
  const loaded = loadPolicies([...selfProtection(), ...shippedPack(pack)], { testsAlreadyPassed: true });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.policy;
}

const isKnown = (host: string): boolean =>
  KNOWN_HOSTS.some((known) => host === known || host.endsWith(`.${known}`));

const now = (): Date => new Date(NOON);

function makeDoor(policy: CompiledPolicy, drifted: Set<string>): HookDoor {
  const sessions = new SessionMemory();
  const sessionFacts = new SessionFacts(sessions, undefined, now);
  const rates = new RateCounts(now);
  const table = lastResort(policy, LAST_RESORT_KINDS);
  return {
    policy: () => ({ ok: true, policy }),
    lastResort: () => table,
    facts: (action: Action) => {
      const quiet = quietFacts(NOON);
      const { session, carried } = sessionFacts.of(action);
      if (session.scopeDrift) drifted.add(action.origin.toolUseId ?? '');
      return {
        ...quiet,
        session,
        carried,
        posture: { ...quiet.posture, hooksManaged: action.origin.tier === 'managed' },
        destination: {
          firstSeenDays:
            action.hosts.length > 0 && action.hosts.every(({ host }) => isKnown(host)) ? WEEKS : 0,
        },
        counts: rates.countsFor(action),
      };
    },
    append: () => Promise.resolve({ ok: true }),
    note: () => {},
    sessions,
    sessionFacts,
    rates,
    warned: new WarnedBefore(),
    inspect: (texts) => Promise.resolve(texts.map((text) => detect(text))),
    now,
  };
}

const context = hookContextOf(
  {
    home: HOME,
    user: 'ann',
    groups: [],
    groupsProof: 'process',
    device: DeviceId.parse('traces'),
    tier: 'managed',
  },
  { AI_AGENT: 'claude-code_2-1-330_agent', CLAUDE_CODE_ENTRYPOINT: 'cli', CLAUDE_PROJECT_DIR: PROJECT },
);

/** What policy said to each action of an hour beyond letting it by; prompts are shown to it and not counted. */
export async function workThrough({ name, steps }: Trace, policy: CompiledPolicy): Promise<Hour> {
  const drifted = new Set<string>();
  const door = makeDoor(policy, drifted);
  const met: Met[] = [];
  for (const [index, step] of steps.entries()) {
    for (const { event, body } of payloadsOf(step, name, index)) {
      const { decision, answer } = await answerHook({ event, body }, context, door);
      // An outcome has no decision to look at: what the client is told says what became of the result.
      const isWithheld = event === 'PostToolUse' && /"(?:decision|updatedToolOutput)"/u.test(answer.stdout);
      const verdict = isWithheld ? 'block' : (decision?.verdict ?? 'allow');
      if (verdict === 'allow') continue;
      const rules = [...new Set(decision?.reasons.map(({ policy: id, rule }) => `${id}/${rule}`))];
      met.push({ step: `${step.tool} ${step.text}`, verdict, rules });
    }
  }
  return {
    name,
    actions: steps.filter(({ tool }) => tool !== '>').length,
    met,
    drifted: steps.flatMap(({ tool, text }, index) =>
      drifted.has(`toolu_${index}`) ? [`${tool} ${text}`] : [],
    ),
  };
}

export const STOPPED: readonly Verdict[] = ['block', 'redact', 'read-only'];
