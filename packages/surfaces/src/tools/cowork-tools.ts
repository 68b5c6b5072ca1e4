import { z } from 'zod';
import { draft, sample, samples } from '../actions/action-draft.ts';
import { canonicalJson } from '../actions/canonical-json.ts';
import { toolCallOf } from './mcp-arguments.ts';
import { pathUses } from './path-uses.ts';
import { toolReader, type ToolPlace, type ToolReader } from './tool-reader.ts';

/**
 * Cowork's own tools. Their inputs are not documented, so every field is optional, strings that stand for paths
 * are found by their shape, and the whole input is kept as a sample.
 */
const argumentSamples = (input: unknown) => samples(sample('arguments', canonicalJson(input)));
const pathsIn = (input: unknown, place: ToolPlace) => toolCallOf(input, place).paths;

const coworkCall = toolReader(['tool.call'], z.unknown(), (input, place) => [toolCallOf(input, place)]);

const presentFiles = toolReader(['file.read'], z.unknown(), (input, place) => [
  draft('file.read', {}, { paths: pathsIn(input, place), samples: argumentSamples(input) }),
]);

const grant = toolReader(['access.grant'], z.unknown(), (input, place) => [
  draft(
    'access.grant',
    { recipients: ['cowork'] },
    { paths: pathsIn(input, place), samples: argumentSamples(input) },
  ),
]);

const allowDelete = toolReader(
  ['access.grant'],
  z.object({ path: z.string().max(8192).optional() }),
  (input, place) => [
    draft(
      'access.grant',
      { recipients: ['cowork'] },
      {
        effects: ['irreversible'],
        paths: input.path === undefined ? [] : [...pathUses(input.path, 'delete', place)],
        samples: argumentSamples(input),
      },
    ),
  ],
);

const Named = z.looseObject({ name: z.string().max(300).optional(), title: z.string().max(300).optional() });

const installs = (type: 'skill' | 'plugin'): ToolReader =>
  toolReader(['component.install'], Named, (input) => [
    draft(
      'component.install',
      { component: { type, name: input.name ?? input.title ?? '?' } },
      { samples: argumentSamples(input) },
    ),
  ]);

const launchSession = toolReader(['agent.spawn'], z.unknown(), (input, place) => [
  draft(
    'agent.spawn',
    { agentType: 'claude-code', remote: false },
    { paths: pathsIn(input, place), samples: argumentSamples(input) },
  ),
]);

/** Cowork's tasks run in the vendor's cloud by default, so they count as remote. */
const schedules = toolReader(
  ['schedule.create'],
  z.looseObject({
    schedule: z.string().max(500).optional(),
    cron: z.string().max(500).optional(),
    cronExpression: z.string().max(500).optional(),
  }),
  (input) => {
    const schedule = input.schedule ?? input.cron ?? input.cronExpression;
    return [
      draft(
        'schedule.create',
        { remote: true, ...(schedule !== undefined && { schedule }) },
        { effects: ['external'], samples: argumentSamples(input) },
      ),
    ];
  },
);

const deletes = toolReader(['tool.call'], z.unknown(), (input, place) => [
  toolCallOf(input, place, ['irreversible']),
]);

export const coworkTools: Readonly<Record<string, ToolReader>> = {
  mcp__cowork__present_files: presentFiles,
  mcp__cowork__save_skill: installs('skill'),
  mcp__cowork__propose_skills: coworkCall,
  mcp__cowork__allow_cowork_file_delete: allowDelete,
  mcp__cowork__request_cowork_directory: grant,
  mcp__cowork__launch_code_session: launchSession,
  mcp__cowork__create_scheduled_task: schedules,
  mcp__cowork__update_scheduled_task: schedules,
  mcp__cowork__delete_scheduled_task: deletes,
  mcp__skills__list_skills: coworkCall,
  mcp__skills__suggest_skills: coworkCall,
  mcp__plugins__list_plugins: coworkCall,
  mcp__plugins__search_plugins: coworkCall,
  mcp__plugins__suggest_plugin_install: installs('plugin'),
  mcp__visualize__show_widget: coworkCall,
  mcp__visualize__read_me: coworkCall,
  mcp__ccd_session__mark_chapter: coworkCall,
};
