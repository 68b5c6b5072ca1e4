import type { ToolUse } from '@sallyport/action-model';
import { z } from 'zod';
import { draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import { canonicalJson } from '../actions/canonical-json.ts';
import { eventReaders } from '../hooks/event-readers.ts';
import { toolCallOf } from '../tools/mcp-arguments.ts';
import { problemOf } from '../tools/tool-payload.ts';
import type { ToolPlace, ToolReading } from '../tools/tool-reader.ts';
import { mcpToolUse, readTool } from '../tools/tool-table.ts';
import type { McpServer, McpSide } from './mcp-context.ts';
import type { McpParams } from './mcp-reading.ts';
import { mcpToolName } from './mcp-tool-name.ts';
import { serverText } from './results/server-text.ts';

/** What a method of the protocol asks for, once its parameters are read. */
export type MethodReading =
  | { readonly unreadable: string; readonly toolName?: string }
  | {
      readonly drafts: readonly ActionDraft[];
      readonly use: ToolUse;
      /** What the digest stands on: of a tool's call the same as the hook's `tool_input`. */
      readonly input: unknown;
    };

export interface MethodReader {
  /** Who may ask it; from the other side it is a method that nobody knows. */
  readonly from: McpSide;
  read(params: McpParams, server: McpServer, place: ToolPlace): MethodReading;
}

const method = <Schema extends z.ZodType>(
  from: McpSide,
  schema: Schema,
  read: (params: z.infer<Schema>, server: McpServer, place: ToolPlace, all: McpParams) => MethodReading,
): MethodReader => ({
  from,
  read(params, server, place) {
    const parsed = schema.safeParse(params);
    return parsed.success
      ? read(parsed.data, server, place, params)
      : { unreadable: `params ${problemOf(parsed.error)}` };
  },
});

/** A server may take off what nobody sees, and then it is another tool than the one that was judged. */
const Name = z
  .string()
  .min(1)
  .max(256)
  .refine((name) => name === name.trim() && !/[\p{Cc}\p{Cf}]/u.test(name), 'holds what nobody sees');
/** Readers of addresses leave tabs and line ends out, wherever they stand. */
const Uri = z
  .string()
  .min(1)
  .max(8192)
  .refine((uri) => !/\p{Cc}/u.test(uri), 'holds control characters');
const Arguments = z
  .unknown()
  .refine((value) => isRecord(value), 'expected an object')
  .optional();

/** A call of a tool is what the hook sees of it, read by the same table. */
const toolsCall = method(
  'client',
  z.object({ name: Name, arguments: Arguments }),
  (params, server, place) => {
    const name = mcpToolName(server.name, params.name);
    if (name.length > 300) return { unreadable: 'the name of the tool is too long' };
    const input = params.arguments ?? {};
    const use = useOf(
      mcpToolUse({ name, server: server.name, serverTool: params.name, source: server.source }),
      server,
    );
    const reading = readTool({ tool_name: name, tool_input: input }, use, place);
    return 'unreadable' in reading ? { ...reading, toolName: name } : { ...reading, use, input };
  },
);

/** The client's own tool for the same: what it was given, so that both sights have one digest. */
const resourceRead = method('client', z.object({ uri: Uri }), ({ uri }, server, place) => {
  const input = { server: server.name, uri };
  const use: ToolUse = {
    name: 'ReadMcpResourceTool',
    server: server.name,
    provenance: 'built-in',
    known: true,
  };
  return { drafts: [toolCallOf(input, place)], use, input };
});

/** Revisions that have no such method any more ask for nothing by it: it is one that nobody knows, and the server says so. */
const resourceSubscribe = method(
  'client',
  z.object({ uri: Uri.optional() }),
  ({ uri }, server, place, all) => {
    if (uri === undefined) return unknownMethod('resources/subscribe', all, server, place);
    const input = { server: server.name, uri };
    return { drafts: [toolCallOf(input, place)], use: knownUse('resources/subscribe', server), input };
  },
);

/** From 2026-07-28 on; what it is told of changed lists needs no decision, resources by name do. */
const listen = method(
  'client',
  z.object({
    notifications: z.object({ resourceSubscriptions: z.array(Uri).max(10_000).optional() }).optional(),
  }),
  ({ notifications }, server, place) => {
    const input = { server: server.name, uris: notifications?.resourceSubscriptions ?? [] };
    const drafts = input.uris.length === 0 ? [] : [toolCallOf(input, place)];
    return { drafts, use: knownUse('subscriptions/listen', server), input };
  },
);

/** What a typed `/mcp__server__prompt` does, which the hook sees as the loading of a component. */
const promptGet = method('client', z.object({ name: Name, arguments: Arguments }), (params, server) => {
  const name = mcpToolName(server.name, params.name);
  const words = serverText(params.arguments ?? {}).text.replaceAll('\n', ' ');
  return {
    drafts: [
      draft(
        'component.load',
        { component: { type: 'mcp-server', name: name.slice(0, 300), source: 'mcp' } },
        { samples: samples(sample('prompt', words === '' ? `/${name}` : `/${name} ${words}`)) },
      ),
    ],
    use: knownUse('prompts/get', server),
    input: { name: params.name, arguments: params.arguments ?? {} },
  };
});

/** What the person typed so far goes to the server. */
const complete = method(
  'client',
  z.object({ ref: z.unknown(), argument: z.unknown(), context: z.unknown().optional() }),
  (input, server, place) => ({
    drafts: [toolCallOf(input, place)],
    use: knownUse('completion/complete', server),
    input,
  }),
);

const Sampling = z.object({
  messages: z.unknown(),
  systemPrompt: z.string().optional(),
  includeContext: z.string().optional(),
  tools: z.unknown().optional(),
  modelPreferences: z
    .object({ hints: z.array(z.object({ name: z.string().optional() })).optional() })
    .optional(),
});

/** The server has the client ask its model; with `includeContext` what other servers said goes into it. */
const sampling = method('server', Sampling, (params, server, _place, all) => {
  const said = serverText({ systemPrompt: params.systemPrompt, messages: params.messages });
  const model = params.modelPreferences?.hints?.find(({ name }) => name !== undefined)?.name;
  const { _meta: _ours, ...input } = all;
  const prompt = sample('prompt', said.text).map((each) => ({
    ...each,
    truncated: each.truncated || said.cut,
  }));
  return {
    drafts: [
      draft('model.request', model === undefined ? {} : { model: model.slice(0, 200) }, {
        effects: (params.includeContext ?? 'none') === 'none' ? [] : ['external'],
        samples: samples(
          prompt,
          sample('arguments', params.tools === undefined ? undefined : canonicalJson(params.tools)),
        ),
      }),
    ],
    use: knownUse('sampling/createMessage', server),
    input,
  };
});

/** What a person proves who they are with: no server may ask for it in a form, and those that do are after it. */
const CREDENTIALS =
  /pass[ _-]?(?:word|phrase|code)|one[ -]time (?:code|password)|code that was (?:just )?sent|\b(?:otp|cvc|cvv|pin(?: code)?)\b|card[ _-]?number|api[ _-]?key|access[ _-]?token|secret[ _-]?key|(?:seed|recovery) (?:phrase|code|key)/iu;

/** By the reader of the hook's event; the form is what the person is shown beside the message. */
const elicitation = method(
  'server',
  z.object({ message: z.string().optional(), url: Uri.optional(), requestedSchema: z.unknown().optional() }),
  ({ message, url, requestedSchema }, server, place) => {
    const reading = readByEvent('Elicitation', { mcp_server_name: server.name, message, url }, place);
    if ('unreadable' in reading) return reading;
    const form = requestedSchema === undefined ? '' : serverText(requestedSchema).text;
    return {
      drafts: reading.drafts.map((each) => ({
        ...each,
        effects: CREDENTIALS.test(`${message ?? ''}\n${form}`) ? ['identity'] : each.effects,
        samples: samples(each.samples, sample('message', form)),
      })),
      use: knownUse('Elicitation', server),
      input: reading.input,
    };
  },
);

export const readByEvent = (
  event: 'Elicitation' | 'ElicitationResult',
  payload: unknown,
  place: ToolPlace,
): ToolReading & { readonly input?: unknown } =>
  eventReaders[event]?.read(payload, place) ?? { unreadable: 'unknown event' };

/** A method that nobody told us of: a call of who knows what, with all that it names. */
export const unknownMethod = (
  name: string,
  params: McpParams,
  server: McpServer,
  place: ToolPlace,
): MethodReading => {
  const { _meta: _ours, ...rest } = params;
  return {
    drafts: [toolCallOf(rest, place)],
    use: {
      ...useOf(
        mcpToolUse({ name: 'unknownMethod', server: server.name, serverTool: name, source: server.source }),
        server,
      ),
      known: false,
    },
    input: { method: name, params: rest },
  };
};

/** Methods that something is decided about. A new one is a line here; what is in no table is unknown. */
export const METHODS: Readonly<Record<string, MethodReader>> = {
  'tools/call': toolsCall,
  'resources/read': resourceRead,
  'resources/subscribe': resourceSubscribe,
  'subscriptions/listen': listen,
  'prompts/get': promptGet,
  'completion/complete': complete,
  'sampling/createMessage': sampling,
  'elicitation/create': elicitation,
};

/**
 * Methods that only keep the connection: they name nothing and carry nothing of the agent's. Lists are filtered when
 * they come back, results of tasks are read when they come back, and a task's answers are read from its parameters.
 */
export const HOUSEKEEPING: Readonly<Record<string, readonly McpSide[]>> = {
  initialize: ['client'],
  ping: ['client', 'server'],
  'server/discover': ['client'],
  'tools/list': ['client'],
  'resources/list': ['client'],
  'resources/templates/list': ['client'],
  'resources/unsubscribe': ['client'],
  'prompts/list': ['client'],
  'logging/setLevel': ['client'],
  'roots/list': ['server'],
  'tasks/get': ['client', 'server'],
  'tasks/result': ['client', 'server'],
  'tasks/list': ['client', 'server'],
  'tasks/cancel': ['client', 'server'],
  'tasks/update': ['client'],
};

const useOf = (use: ToolUse, { provenance }: McpServer): ToolUse =>
  provenance === undefined ? use : { ...use, provenance };

const knownUse = (name: string, server: McpServer): ToolUse => {
  const { serverTool: _none, ...use } = mcpToolUse({
    name,
    server: server.name,
    serverTool: '',
    source: server.source,
  });
  return { ...useOf(use, server), known: true };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
