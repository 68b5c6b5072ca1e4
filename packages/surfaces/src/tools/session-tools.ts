import { z } from 'zod';
import { draft, sample, samples } from '../actions/action-draft.ts';
import { canonicalJson } from '../actions/canonical-json.ts';
import { FilePath } from './file-tools.ts';
import { pathUses } from './path-uses.ts';
import { toolReader, type ToolReader } from './tool-reader.ts';

/** Tools that only move the session itself: known, and still a decision each. */
const sessionTool = toolReader(['tool.call'], z.unknown(), (input) => [
  draft('tool.call', {}, { samples: samples(sample('arguments', canonicalJson(input))) }),
]);

const exitWorktree = toolReader(
  ['tool.call'],
  z.object({ action: z.string().optional(), discard_changes: z.boolean().optional() }),
  ({ action, discard_changes }) => [
    draft(
      'tool.call',
      {},
      { effects: action === 'remove' || discard_changes === true ? ['irreversible'] : [] },
    ),
  ],
);

const enterWorktree = toolReader(
  ['tool.call'],
  z.object({ path: FilePath.optional() }),
  ({ path }, place) => [
    draft(
      'tool.call',
      {},
      { paths: path === undefined ? [] : [...pathUses(path, 'write', place, { literal: true })] },
    ),
  ],
);

const NAMES = [
  'AskUserQuestion',
  'CronDelete',
  'CronList',
  'EnterPlanMode',
  'ExitPlanMode',
  'ListAgents',
  'ReportFindings',
  'TaskCreate',
  'TaskGet',
  'TaskList',
  'TaskOutput',
  'TaskStop',
  'TaskUpdate',
  'TodoWrite',
  'ToolSearch',
  'WaitForMcpServers',
] as const;

export const sessionTools: Readonly<Record<string, ToolReader>> = {
  ...Object.fromEntries(NAMES.map((name) => [name, sessionTool])),
  EnterWorktree: enterWorktree,
  ExitWorktree: exitWorktree,
};
