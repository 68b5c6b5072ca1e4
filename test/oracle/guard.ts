/**
 * The guard under test, asked exactly as the client's hook asks it: the PreToolUse payload goes in as text, and the
 * whole road behind the socket is the product's own (reading, paths resolved on the file system it stands on, packs,
 * enforcement, the hook's reply). Only the spool is replaced, by one that keeps nothing.
 *
 * Run as a program it answers one question a line. `ask-guard.ts` starts it inside the sandbox, so that links and
 * homes are the ones the command would meet.
 */
import { createInterface } from 'node:readline';
import { DeviceId, quietFacts } from '@sallyport/action-model';
import { lastResort, loadPolicies, formatProblem } from '@sallyport/policy-core';
import { answerHook, type HookDoor } from '../../packages/device/src/hook-endpoint/answer-hook.ts';
import { LAST_RESORT_KINDS } from '../../packages/device/src/hook-endpoint/last-resort-kinds.ts';
import { hookContextOf } from '../../packages/device/src/hook-endpoint/machine.ts';
import { selfProtection, shippedPack } from '../../packages/device/src/policy-cache/shipped-packs.ts';
import { HOME, WORKSPACE } from './fake-root.ts';

export type Question = {
  readonly id: string;
  readonly cwd: string;
  /** The pack in force beside the built-in one; `individual` unless it says so. */
  readonly pack?: string;
} & (
  | { readonly command: string }
  /** The fields of the event beside those that every payload has. */
  | { readonly event: string; readonly payload: Readonly<Record<string, unknown>> }
);

export type Answer = {
  readonly id: string;
  /** The hook's reply keeps the command from running. */
  readonly stopped: boolean;
  /** What policy said before it was fitted to the hook: `approve` and `block` both stop. */
  readonly verdict: string;
  /** `policy/rule` of each reason. */
  readonly rules: readonly string[];
  readonly failure?: string;
};

function makeDoor(pack: string): HookDoor {
  const loaded = loadPolicies([...selfProtection(), ...shippedPack(pack)], {
    version: 'oracle',
    // The packs' own tests are run elsewhere; here the cases alone have to notice what is wrong.
    testsAlreadyPassed: true,
  });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  const { policy } = loaded;
  return {
    policy: () => ({ ok: true, policy }),
    lastResort: () => lastResort(policy, LAST_RESORT_KINDS),
    facts: () => quietFacts('2026-01-01T00:00:00.000Z'),
    append: () => Promise.resolve({ ok: true }),
    note: () => {},
    now: () => new Date('2026-01-01T00:00:00.000Z'),
  };
}

const context = hookContextOf(
  {
    home: HOME,
    user: 'agent',
    groups: [],
    groupsProof: 'claimed',
    device: DeviceId.parse('oracle'),
    tier: 'cooperative',
  },
  {
    AI_AGENT: 'claude-code_2-1-330_agent',
    CLAUDE_CODE_ENTRYPOINT: 'cli',
    // The client sets it to the folder the session was started in.
    CLAUDE_PROJECT_DIR: WORKSPACE,
  },
);

const REFUSAL = /"(?:permissionDecision|behavior)":\s*"deny"|"decision":\s*"block"|"action":\s*"decline"/;

async function answer(question: Question, door: HookDoor): Promise<Answer> {
  const { id, cwd } = question;
  const { event, payload } =
    'event' in question
      ? question
      : {
          event: 'PreToolUse',
          payload: {
            tool_name: 'Bash',
            tool_input: { command: question.command, description: 'Run a command' },
          },
        };
  const body = JSON.stringify({
    session_id: '3f6c1f0a-1111-4222-8333-944455566677',
    transcript_path: `${HOME}/.claude/projects/project/3f6c1f0a.jsonl`,
    cwd,
    permission_mode: 'default',
    hook_event_name: event,
    ...(event === 'PreToolUse' ? { tool_use_id: 'toolu_01oracle' } : {}),
    ...payload,
  });
  const said = await answerHook({ event, body }, context, door);
  const denied = said.answer.exitCode === 2 || REFUSAL.test(said.answer.stdout);
  return {
    id,
    stopped: denied,
    verdict: said.decision?.verdict ?? 'none',
    rules: [...new Set(said.decision?.reasons.map(({ policy, rule }) => `${policy}/${rule}`))],
    ...(said.decision?.failMode === undefined ? {} : { failure: said.decision.failMode.failure }),
  };
}

if (import.meta.main) {
  const doors = new Map<string, HookDoor>();
  const doorOf = (pack: string): HookDoor => {
    const door = doors.get(pack) ?? makeDoor(pack);
    doors.set(pack, door);
    return door;
  };
  for await (const line of createInterface({ input: process.stdin })) {
    // The only writer of these lines is `ask-guard.ts`.
    const question = JSON.parse(line) as Question;
    process.stdout.write(
      `${JSON.stringify(await answer(question, doorOf(question.pack ?? 'individual')))}\n`,
    );
  }
}
