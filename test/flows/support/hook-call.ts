import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { hookCommand } from '../../../packages/device/src/hook-client/hook-command.ts';
import { renderHookScript } from '../../../packages/device/src/hook-client/hook-script.ts';
import type { StateHome } from '../../../packages/device/src/state-home.ts';

export type HookResult = { exitCode: number | null; stdout: string; stderr: string };
export type HookMode = 'open' | 'closed';

/** The client's own way to call a command hook: exec form, payload on standard input, its environment. */
export function callHook(
  script: string,
  mode: HookMode,
  payload: string | object,
  environment: Record<string, string> = {},
): Promise<HookResult> {
  const { command, args } = hookCommand(script, 'PreToolUse', mode);
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      env: { AI_AGENT: 'claude-code_2-1-330_harness', ...environment },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
    // A script that has its answer may end before it has read everything.
    child.stdin.on('error', () => {});
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.end(typeof payload === 'string' ? payload : JSON.stringify(payload));
  });
}

/** Did the client let the tool run? Exit 2 and a deny are the only two ways to stop it. */
export const isStopped = ({ exitCode, stdout }: HookResult): boolean =>
  exitCode === 2 || (exitCode === 0 && stdout.includes('"permissionDecision":"deny"'));

export const toolCall = (tool: string, input: object, cwd: string, session = 'fault-session'): object => ({
  hook_event_name: 'PreToolUse',
  session_id: session,
  cwd,
  permission_mode: 'default',
  tool_name: tool,
  tool_input: input,
  tool_use_id: `toolu_${Math.random().toString(36).slice(2)}`,
});

/** The real script with some of its surroundings replaced, and a deadline short enough to wait for. */
export function faultyScript(
  path: string,
  home: StateHome,
  userHome: string,
  changes: Partial<Parameters<typeof renderHookScript>[0]>,
): string {
  writeFileSync(
    path,
    renderHookScript({
      curl: '/usr/bin/curl',
      node: process.execPath,
      socket: home.hookSocket,
      tokenHeader: home.hookTokenHeader,
      offlineDecider: new URL('../../../dist/offline-decider.mjs', import.meta.url).pathname,
      stateHome: home.root,
      userHome,
      gaps: home.hookGaps,
      stops: home.stopMarks,
      deadlineSeconds: 1,
      ...changes,
    }),
  );
  return path;
}
