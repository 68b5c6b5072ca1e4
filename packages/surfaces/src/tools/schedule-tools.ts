import { z } from 'zod';
import { draft, sample, samples } from '../actions/action-draft.ts';
import { toolReader, type ToolReader } from './tool-reader.ts';

const cronCreate = toolReader(
  ['schedule.create'],
  z.object({ cron: z.string().max(500), prompt: z.string() }),
  ({ cron, prompt }) => [
    draft(
      'schedule.create',
      { schedule: cron, remote: false },
      { samples: samples(sample('prompt', prompt)) },
    ),
  ],
);

const scheduleWakeup = toolReader(
  ['schedule.create', 'tool.call'],
  z.object({
    delaySeconds: z.number().optional(),
    prompt: z.string().optional(),
    stop: z.boolean().optional(),
  }),
  ({ delaySeconds, prompt, stop }) => [
    stop === true
      ? draft('tool.call', {})
      : draft(
          'schedule.create',
          { remote: false, ...(delaySeconds !== undefined && { schedule: `in ${delaySeconds} s` }) },
          { samples: samples(sample('prompt', prompt)) },
        ),
  ],
);

const READING = new Set(['list', 'get', 'list_runs', 'get_run_log']);

/** Runs in the vendor's cloud, where no device looks; an action that is not plainly reading counts as scheduling. */
const remoteTrigger = toolReader(
  ['schedule.create', 'tool.call'],
  z.object({
    action: z.string().max(100),
    trigger_id: z.string().max(300).optional(),
    body: z.unknown().optional(),
  }),
  ({ action, body }) => {
    const lists = {
      effects: ['external' as const],
      samples: samples(sample('arguments', body === undefined ? undefined : JSON.stringify(body))),
    };
    return [
      READING.has(action)
        ? draft('tool.call', {}, lists)
        : draft('schedule.create', { remote: true, schedule: action }, lists),
    ];
  },
);

export const scheduleTools: Readonly<Record<string, ToolReader>> = {
  CronCreate: cronCreate,
  ScheduleWakeup: scheduleWakeup,
  RemoteTrigger: remoteTrigger,
};
