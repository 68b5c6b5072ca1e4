/**
 * Everything that can be wrong on a device, and the one way to find out. Checks are pure: they look at a snapshot
 * and nothing else, so each can be tested by inducing its fault. To add a problem, declare it in the file of its
 * part; if another problem causes it, name that one in `dependsOn`, or people will be shown both.
 */
import { CLIENT_PROBLEMS } from './client-problems.ts';
import { DAEMON_PROBLEMS } from './daemon-problems.ts';
import { GATEWAY_PROBLEMS } from './gateway-problems.ts';
import { HOOK_PROBLEMS } from './hook-problems.ts';
import { INVENTORY_PROBLEMS } from './inventory-problems.ts';
import { NETWORK_PROBLEMS } from './network-problems.ts';
import { PLUGIN_PROBLEMS } from './plugin-problems.ts';
import { filled, type ProblemDeclaration } from './problem.ts';
import type { Snapshot } from './snapshot.ts';

const DECLARED = [
  ...HOOK_PROBLEMS,
  ...PLUGIN_PROBLEMS,
  ...CLIENT_PROBLEMS,
  ...NETWORK_PROBLEMS,
  ...DAEMON_PROBLEMS,
  ...GATEWAY_PROBLEMS,
  ...INVENTORY_PROBLEMS,
] as const;
export type ProblemCode = (typeof DECLARED)[number]['code'];
export const PROBLEMS: readonly ProblemDeclaration<ProblemCode>[] = DECLARED;

export interface Problem {
  readonly code: ProblemCode;
  readonly title: string;
  readonly severity: 'error' | 'warning';
  /** One sentence for each place where it is wrong, with its fix. */
  readonly places: readonly { readonly text: string; readonly fix: string }[];
}

/** Causes only, in the order of the chain; empty when all is well. */
export const checkHealth = (snapshot: Snapshot): readonly Problem[] => {
  const found = new Map(PROBLEMS.map((problem) => [problem.code as string, problem.find(snapshot)]));
  const isThere = (code: string): boolean => (found.get(code)?.length ?? 0) > 0;
  return PROBLEMS.filter(({ code, dependsOn }) => isThere(code) && !dependsOn.some(isThere)).map(
    (problem) => ({
      code: problem.code,
      title: problem.title,
      severity: problem.severity,
      places: (found.get(problem.code) ?? []).map((detail) => ({
        text: filled(problem.text, detail),
        fix: filled(problem.fix, detail),
      })),
    }),
  );
};
