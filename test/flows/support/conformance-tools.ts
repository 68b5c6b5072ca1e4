/** The tools of the conformance suite's fixture, by the names that its scenarios call. */
import {
  elicitation,
  given,
  needs,
  PIXEL,
  record,
  RpcError,
  STRING,
  type Call,
  type Json,
} from './conformance-answers.ts';

const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const text = (said: string): Json => ({ content: [{ type: 'text', text: said }] });

const schema = (properties: Json = {}, required?: readonly string[]): Json => ({
  type: 'object',
  properties,
  ...(required === undefined ? {} : { required }),
});

const sampling = (prompt: string): Json => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 },
});

const ROOTS = { method: 'roots/list', params: {} };

const capabilities = ({ params }: Call): Json =>
  record(record(params['_meta'])['io.modelcontextprotocol/clientCapabilities']);

const NAME = elicitation('What is your name?', { name: STRING });
const STATE = { first: 'state-of-round-1', second: 'state-of-round-2' };
/** As text: an object with `then` in it would look like a promise. */
const SCHEMA_2020 = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "$defs": {
    "address": {
      "$anchor": "addressDef",
      "type": "object",
      "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
    }
  },
  "properties": {
    "name": { "type": "string" },
    "address": { "$ref": "#/$defs/address" },
    "contactMethod": { "type": "string", "enum": ["phone", "email"] },
    "phone": { "type": "string" },
    "email": { "type": "string" }
  },
  "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
  "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
  "then": { "required": ["phone"] },
  "else": { "required": ["email"] },
  "additionalProperties": false
}`;
const ENUMS = {
  untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
  titledSingle: {
    type: 'string',
    oneOf: ['First', 'Second', 'Third'].map((name, index) => ({
      const: `value${index + 1}`,
      title: `${name} Option`,
    })),
  },
  legacyEnum: {
    type: 'string',
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
  titledMulti: {
    type: 'array',
    items: {
      anyOf: ['First', 'Second', 'Third'].map((name, index) => ({
        const: `value${index + 1}`,
        title: `${name} Choice`,
      })),
    },
  },
};
const DEFAULTS = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
};
const elicited = async (call: Call, message: string, properties: Json): Promise<Json> => {
  const { params } = elicitation(message, properties);
  const answer = await call.ask('elicitation/create', record(params));
  return text(
    `Elicitation completed: action=${String(answer['action'])}, content=${JSON.stringify(answer['content'])}`,
  );
};

type Tool = {
  readonly inputSchema?: Json;
  readonly run: (call: Call, args: Json) => Json | Promise<Json>;
  /** Of one of the two lifecycles alone. */
  readonly only?: 'stateful' | 'stateless';
};

export const TOOLS: Readonly<Record<string, Tool>> = {
  test_simple_text: { run: () => text('This is a simple text response for testing.') },
  test_image_content: {
    run: () => ({ content: [{ type: 'image', data: PIXEL, mimeType: 'image/png' }] }),
  },
  test_audio_content: {
    run: () => ({ content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] }),
  },
  test_embedded_resource: {
    run: () => ({
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    }),
  },
  test_multiple_content_types: {
    run: () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: PIXEL, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    }),
  },
  test_error_handling: {
    run: () => ({ ...text('This tool intentionally returns an error for testing'), isError: true }),
  },
  test_tool_with_logging: {
    only: 'stateful',
    run: async (call) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        call.notify('notifications/message', { level: 'info', data });
        await pause(20);
      }
      return text('Logged three times.');
    },
  },
  test_tool_with_progress: {
    run: async (call) => {
      const { progressToken } = record(call.params['_meta']);
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined)
          call.notify('notifications/progress', { progressToken, progress, total: 100 });
        await pause(20);
      }
      return text('Went on.');
    },
  },
  test_sampling: {
    only: 'stateful',
    inputSchema: schema({ prompt: STRING }, ['prompt']),
    run: async (call, { prompt }) => {
      const answer = await call.ask('sampling/createMessage', record(sampling(String(prompt))['params']));
      return text(`LLM response: ${String(record(answer['content'])['text'])}`);
    },
  },
  test_elicitation: {
    only: 'stateful',
    inputSchema: schema({ message: STRING }, ['message']),
    run: (call, { message }) => elicited(call, String(message), { username: STRING, email: STRING }),
  },
  test_elicitation_sep1034_defaults: {
    only: 'stateful',
    run: (call) => elicited(call, 'Please look at these', DEFAULTS),
  },
  test_elicitation_sep1330_enums: {
    only: 'stateful',
    run: (call) => elicited(call, 'Please choose', ENUMS),
  },
  test_reconnection: {
    only: 'stateful',
    run: async (call) => {
      call.hangUp();
      await pause(50);
      return text('Taken up again.');
    },
  },
  json_schema_2020_12_tool: {
    inputSchema: record(JSON.parse(SCHEMA_2020)),
    run: () => text('Its schema is what counts.'),
  },
  test_custom_headers: {
    only: 'stateless',
    inputSchema: schema({ region: { ...STRING, 'x-mcp-header': 'Region' } }, ['region']),
    run: (_call, { region }) => text(`In ${String(region)}.`),
  },
  test_missing_capability: {
    only: 'stateless',
    run: (call) => {
      if (capabilities(call)['sampling'] === undefined)
        throw new RpcError(-32_021, 'sampling is needed', { requiredCapabilities: { sampling: {} } });
      return text('Sampling would be possible.');
    },
  },
  test_streaming_elicitation: {
    only: 'stateless',
    run: (call) => (given(call, 'user_name') === undefined ? needs({ user_name: NAME }) : text('Hello!')),
  },
  test_logging_tool: {
    only: 'stateless',
    run: (call) => {
      if (record(call.params['_meta'])['io.modelcontextprotocol/logLevel'] !== undefined)
        call.notify('notifications/message', { level: 'info', data: 'asked for' });
      return text('Logged where it was asked for.');
    },
  },
  test_trigger_tool_change: {
    only: 'stateless',
    run: (call) => {
      call.announce('notifications/tools/list_changed');
      return text('Announced.');
    },
  },
  test_trigger_prompt_change: {
    only: 'stateless',
    run: (call) => {
      call.announce('notifications/prompts/list_changed');
      return text('Announced.');
    },
  },
  test_input_required_result_elicitation: {
    only: 'stateless',
    run: (call) => {
      const { content } = given(call, 'user_name') ?? {};
      return content === undefined
        ? needs({ user_name: NAME })
        : text(`Hello, ${String(record(content)['name'])}!`);
    },
  },
  test_input_required_result_sampling: {
    only: 'stateless',
    run: (call) => {
      const answer = given(call, 'capital_question');
      return answer === undefined
        ? needs({ capital_question: sampling('What is the capital of France?') })
        : text(JSON.stringify(answer['content']));
    },
  },
  test_input_required_result_list_roots: {
    only: 'stateless',
    run: (call) => {
      const answer = given(call, 'client_roots');
      return answer === undefined ? needs({ client_roots: ROOTS }) : text(JSON.stringify(answer['roots']));
    },
  },
  test_input_required_result_request_state: { only: 'stateless', run: (call) => confirmed(call) },
  test_input_required_result_tampered_state: { only: 'stateless', run: (call) => confirmed(call) },
  test_input_required_result_multiple_inputs: {
    only: 'stateless',
    run: (call) =>
      ['user_name', 'greeting', 'client_roots'].every((key) => given(call, key) !== undefined)
        ? text('All three are there.')
        : needs(
            { user_name: NAME, greeting: sampling('Generate a greeting'), client_roots: ROOTS },
            STATE.first,
          ),
  },
  test_input_required_result_multi_round: {
    only: 'stateless',
    run: (call) => {
      const { requestState } = call.params;
      if (requestState === undefined)
        return needs({ step1: elicitation('Step 1: What is your name?', { name: STRING }) }, STATE.first);
      return requestState === STATE.first
        ? needs(
            { step2: elicitation('Step 2: What is your favorite color?', { color: STRING }) },
            STATE.second,
          )
        : text('Both steps are done.');
    },
  },
  test_input_required_result_capabilities: {
    only: 'stateless',
    run: (call) => {
      const { sampling: canSample, elicitation: canAsk } = capabilities(call);
      return needs({
        ...(canSample === undefined ? {} : { said: sampling('Say something') }),
        ...(canAsk === undefined ? {} : { user_name: NAME }),
      });
    },
  },
};

function confirmed(call: Call): Json {
  const { requestState } = call.params;
  if (requestState === undefined)
    return needs({ confirm: elicitation('Please confirm', { ok: { type: 'boolean' } }) }, STATE.first);
  if (requestState !== STATE.first) throw new RpcError(-32_602, 'requestState was changed on its way');
  return text('state-ok');
}

export const toolList = (isStateless: boolean): readonly Json[] =>
  Object.entries(TOOLS)
    .filter(([, { only }]) => only === undefined || (only === 'stateless') === isStateless)
    .map(([name, { inputSchema = schema() }]) => ({ name, description: `For ${name}`, inputSchema }));
