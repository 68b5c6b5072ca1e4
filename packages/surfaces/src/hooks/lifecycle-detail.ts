import type { LifecycleDetail } from './hook-reading.ts';

/** Fields that say how a session went and hold no content. Lists are counted. */
const FIELDS = [
  'source',
  'trigger',
  'reason',
  'model',
  'agent_id',
  'agent_type',
  'notification_type',
  'stop_hook_active',
  'error',
  'file_path',
  'memory_type',
  'load_reason',
  'old_cwd',
  'new_cwd',
  'event',
  'name',
  'worktree_path',
  'task_id',
  'teammate_name',
  'team_name',
  'from_model',
  'to_model',
  'permission_mode',
  'cwd',
] as const;
const COUNTED = ['background_tasks', 'session_crons'] as const;

export const lifecycleDetail = (payload: Readonly<Record<string, unknown>>): LifecycleDetail => {
  const detail: Record<string, string | number | boolean> = {};
  for (const field of FIELDS) {
    const value = payload[field];
    if (typeof value === 'string') detail[field] = value.slice(0, 2000);
    else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      detail[field] = value;
  }
  for (const field of COUNTED) {
    const value = payload[field];
    if (Array.isArray(value)) detail[field] = value.length;
  }
  return detail;
};
