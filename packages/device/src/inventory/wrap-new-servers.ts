/**
 * Puts servers that came later behind the gateway, as `install mcp` does, where policy says so. It changes only files of
 * the user that it runs as, only when nobody has written them for a moment, and all of them or none; `uninstall mcp`
 * takes it back.
 */
import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { applyPlan } from '../install/apply-plan.ts';
import { readFileState } from '../install/file-state.ts';
import type { FileEdit } from '../install/install-plan.ts';
import type { McpEnvironment } from '../install/mcp/mcp-environment.ts';
import { planMcp } from '../install/mcp/plan-mcp.ts';
import { sameBytes } from '../install/plan-parts.ts';

/** The client writes its file several times in a row. */
const REST_MS = 1000;

export type WrappedServers =
  | { readonly kind: 'wrapped'; readonly servers: readonly string[]; readonly files: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string };

/** Undefined when there is nothing to do, or not now: the next look comes when a file has changed. */
export async function wrapNewServers(
  environment: McpEnvironment,
  restMs = REST_MS,
): Promise<WrappedServers | undefined> {
  const planned = await planMcp(environment);
  if (planned.kind === 'refused') return { kind: 'failed', why: planned.refusal.message };
  const { plan } = planned;
  const { servers = [] } = plan;
  if (servers.length === 0) return undefined;
  const foreign = plan.edits.find(isForeign);
  if (foreign !== undefined)
    return { kind: 'failed', why: `\`${foreign.path}\` belongs to somebody else; nothing was changed` };
  await setTimeout(restMs);
  // Every file is compared with what the plan was made from, before anything is written.
  const applied = await applyPlan(plan);
  if (applied.kind === 'applied') return { kind: 'wrapped', servers, files: applied.paths };
  const edit = plan.edits.find(({ path }) => path === applied.path);
  const isBusy = edit !== undefined && !(await isAsPlanned(edit));
  return isBusy ? undefined : { kind: 'failed', why: applied.message };
}

async function isAsPlanned({ path, before }: FileEdit): Promise<boolean> {
  const state = await readFileState(path);
  return sameBytes(state.kind === 'file' ? state.bytes : null, before);
}

function isForeign({ realPath, before }: FileEdit): boolean {
  const own = process.getuid?.();
  return before !== null && own !== undefined && statSync(realPath, { throwIfNoEntry: false })?.uid !== own;
}
