/**
 * The installer plans first and writes after: a plan holds every file's bytes before and after, so a dry run is a
 * plan that nobody applies. It must never touch an entry that is not ours, never write a file it could not read,
 * and never leave a half-made change. A new target is a case here, a `plan-*.ts` beside it, and a name in
 * `INSTALL_TARGETS`.
 */
import { planMcp } from './mcp/plan-mcp.ts';
import type { InstallEnvironment, InstallTarget, PlanOutcome } from './install-plan.ts';
import { planClaudeCode } from './plan-claude-code.ts';
import { planCowork } from './plan-cowork.ts';
import { planManaged } from './plan-managed.ts';

export const planInstall = (target: InstallTarget, environment: InstallEnvironment): Promise<PlanOutcome> => {
  if (target.kind === 'claude-code') return planClaudeCode(environment);
  if (target.kind === 'claude-code-managed') return planManaged(target, environment);
  if (target.kind === 'mcp') return planMcp(environment);
  return planCowork(target, environment);
};
