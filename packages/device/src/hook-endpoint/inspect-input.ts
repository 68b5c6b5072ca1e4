import type { Action, ContentSample, FailMode } from '@sallyport/action-model';
import { findingRoles, type CompiledPolicy } from '@sallyport/policy-core';
import type { HookDoor } from './answer-hook.ts';
import { findMarks } from './find-marks.ts';
import { inspectContent } from './inspect-content.ts';
import { readNamedFiles } from './read-named-files.ts';

/** A person waits for their own prompt, and a tool for its call. */
const DEADLINE_MS = 2_000;

export type InspectedActions = {
  readonly actions: readonly Action[];
  readonly notInspected?: { readonly detail: string; readonly mode: FailMode };
};

/**
 * What goes in, looked at before it is decided: only content that some rule of the policy in force asks about, so that
 * no other call waits for it. The files that a prompt attaches are read here, because no tool event ever shows them.
 */
export async function inspectInput(asGiven: readonly Action[], door: HookDoor): Promise<InspectedActions> {
  const given = asGiven.map((action) => {
    const marks = findMarks(action);
    return marks.length === 0 ? action : { ...action, findings: [...marks] };
  });
  const current = door.policy();
  const { inspect } = door;
  if (inspect === undefined || !current.ok) return { actions: given };
  const { policy } = current;
  const rolesOf = ({ kind, tool }: Action) => findingRoles(policy, kind, { byTool: tool !== undefined });
  // Nearly always: no rule asks about the content of what is about to happen.
  if (given.every((action) => rolesOf(action).size === 0)) return { actions: given };
  const missing = new Set<string>();
  let isClosed = false;
  const actions = await Promise.all(
    given.map(async (action): Promise<Action> => {
      const roles = rolesOf(action);
      if (roles.size === 0) return action;
      const { samples: files, unread: notRead } =
        action.kind === 'file.read' && roles.has('content')
          ? await readNamedFiles(action.paths, door.reader)
          : { samples: [] };
      if (notRead !== undefined) {
        missing.add(notRead);
        isClosed ||= asksClosed(policy, action);
      }
      const own = action.samples.map((sample) => (roles.has(sample.role) ? sample : unread(sample)));
      const samples = [...own, ...files];
      if (samples.every(({ text }) => text === '')) return action;
      const { findings, notInspected } = await inspectContent(samples, inspect, DEADLINE_MS);
      if (notInspected !== undefined) {
        missing.add(notInspected);
        isClosed ||= asksClosed(policy, action);
      }
      return {
        ...action,
        samples: [...action.samples, ...files],
        findings: [...action.findings, ...findings],
      };
    }),
  );
  if (missing.size === 0) return { actions };
  return {
    actions,
    notInspected: { detail: [...missing].join(', '), mode: isClosed ? 'closed' : 'open' },
  };
}

/** Keeps its number, by which findings name their sample. */
const unread = (sample: ContentSample): ContentSample => ({ ...sample, text: '' });

const asksClosed = ({ kinds }: CompiledPolicy, { kind }: Action): boolean =>
  (kinds[kind]?.askingForFindings ?? []).some(
    ({ rule }) => rule.document.onFailure === 'closed' && rule.verdict !== 'allow' && rule.verdict !== 'warn',
  );
