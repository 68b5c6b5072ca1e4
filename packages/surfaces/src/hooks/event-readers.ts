import type { z } from 'zod';
import { clip, draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import { canonicalJson } from '../actions/canonical-json.ts';
import {
  ConfigChangePayload,
  DirectoryAddedPayload,
  ElicitationPayload,
  ElicitationResultPayload,
  ExpansionPayload,
  ModelSwitchPayload,
  PromptPayload,
  TaskPayload,
} from './hook-payload.ts';
import { mentionedFiles } from './prompt-mentions.ts';
import { componentLoad } from '../tools/component-load.ts';
import { problemOf } from '../tools/tool-payload.ts';
import { pathUses } from '../tools/path-uses.ts';
import type { ToolPlace, ToolReading } from '../tools/tool-reader.ts';
import { urlUse } from '../actions/url-use.ts';

/** An event that is no tool call and still something to decide. `input` is what the digest stands on. */
export interface EventReader {
  read(payload: unknown, place: ToolPlace): ToolReading & { readonly input?: unknown };
}

/** One mention gives at most two paths, and an action holds 4096. */
const MAX_MENTIONS = 2000;

const eventReader = <Schema extends z.ZodType>(
  schema: Schema,
  read: (payload: z.infer<Schema>, place: ToolPlace) => readonly ActionDraft[],
): EventReader => ({
  read(payload, place) {
    const parsed = schema.safeParse(payload);
    return parsed.success
      ? { drafts: read(parsed.data, place), input: parsed.data }
      : { unreadable: problemOf(parsed.error) };
  },
});

/** What the model gets of these files, no tool event ever shows: reading them is decided here, all at once. */
const promptSubmit = eventReader(
  PromptPayload.refine(
    ({ prompt }) => prompt.split('@').length <= MAX_MENTIONS,
    `more than ${MAX_MENTIONS} mentions`,
  ),
  ({ prompt }, place) => {
    const paths = [...mentionedFiles(prompt, place)];
    return [
      draft('prompt.submit', {}, { paths, samples: samples(sample('prompt', prompt)) }),
      ...(paths.length > 0 ? [draft('file.read', {}, { paths })] : []),
    ];
  },
);

/** A typed `/skill` or MCP prompt. The payload names it; its text, with the commands in it, is read from disk. */
const promptExpansion = eventReader(ExpansionPayload, (payload, place) =>
  componentLoad(
    {
      type: payload.expansion_type === 'mcp_prompt' ? 'mcp-server' : 'skill',
      name: payload.command_name,
      ...(payload.command_source !== undefined && { source: payload.command_source }),
    },
    payload.command_args,
    samples(sample('prompt', payload.prompt ?? payload.command_args)),
    place,
  ),
);

const configChange = eventReader(ConfigChangePayload, ({ source, file_path }, place) => [
  draft(
    'config.change',
    { setting: source },
    { paths: file_path === undefined ? [] : [...pathUses(file_path, 'write', place, { literal: true })] },
  ),
]);

const modelSwitch = eventReader(ModelSwitchPayload, ({ to_model }) => [
  draft('config.change', { setting: to_model === undefined ? 'model' : `model:${to_model}` }),
]);

const directoryAdded = eventReader(DirectoryAddedPayload, ({ directory }, place) => [
  draft(
    'access.grant',
    { recipients: ['agent'] },
    { paths: [...pathUses(directory, 'read', place, { recursive: true, literal: true })] },
  ),
]);

const taskCreated = eventReader(TaskPayload, ({ task_subject, task_description }) => [
  draft(
    'tool.call',
    {},
    { samples: samples(sample('prompt', task_subject), sample('prompt', task_description)) },
  ),
]);

/** A server asks the person something, or sends them to a page. */
const elicitation = eventReader(ElicitationPayload, ({ message, url }) => [
  draft(
    'tool.call',
    {},
    {
      hosts: url === undefined ? [] : urlUse(url, { direction: 'both' }).hosts,
      samples: samples(sample('message', message)),
    },
  ),
]);

/** The person's answer goes to the server. */
const elicitationResult = eventReader(ElicitationResultPayload, ({ mcp_server_name, content }) => [
  draft(
    'message.send',
    { recipients: [`mcp:${clip(mcp_server_name, 400)}`] },
    { samples: samples(sample('message', content === undefined ? undefined : canonicalJson(content))) },
  ),
]);

export const eventReaders: Readonly<Record<string, EventReader>> = {
  UserPromptSubmit: promptSubmit,
  UserPromptExpansion: promptExpansion,
  ConfigChange: configChange,
  PreModelSwitch: modelSwitch,
  DirectoryAdded: directoryAdded,
  TaskCreated: taskCreated,
  Elicitation: elicitation,
  ElicitationResult: elicitationResult,
};
