/**
 * What the fixture server of the conformance suite has beside its tools: the resources and prompts that the suite asks for by
 * name, each answering as its scenario wants. How messages travel is `conformance-server.ts`'s business.
 */
export type Json = Readonly<Record<string, unknown>>;

/** One request, and what its handler may do while it works. */
export type Call = {
  readonly params: Json;
  readonly isStateless: boolean;
  readonly notify: (method: string, params: Json) => void;
  /** A question to the client, of revisions in which a server may ask. */
  readonly ask: (method: string, params: Json) => Promise<Json>;
  /** Ends the stream of this call; what follows is there for who takes it up again. */
  readonly hangUp: () => void;
  readonly announce: (method: string) => void;
};

export class RpcError extends Error {
  readonly code: number;
  readonly data: Json | undefined;
  constructor(code: number, message: string, data?: Json) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const record = (value: unknown): Json =>
  // An object read from JSON, or none.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

export const STRING = { type: 'string' };

export const elicitation = (message: string, properties: Json): Json => ({
  method: 'elicitation/create',
  params: {
    mode: 'form',
    message,
    requestedSchema: { type: 'object', properties, required: Object.keys(properties) },
  },
});
export const needs = (inputRequests: Json, requestState?: string): Json => ({
  resultType: 'input_required',
  inputRequests,
  ...(requestState === undefined ? {} : { requestState }),
});
export const given = ({ params }: Call, key: string): Json | undefined => {
  const answers = record(params['inputResponses']);
  return Object.hasOwn(answers, key) && Object.keys(record(answers[key])).length > 0
    ? record(answers[key])
    : undefined;
};

export const RESOURCES: readonly Json[] = [
  { uri: 'test://static-text', name: 'text', description: 'A text', mimeType: 'text/plain' },
  { uri: 'test://static-binary', name: 'binary', description: 'An image', mimeType: 'image/png' },
  { uri: 'test://watched-resource', name: 'watched', description: 'Watched', mimeType: 'text/plain' },
];
export const TEMPLATES: readonly Json[] = [
  {
    uriTemplate: 'test://template/{id}/data',
    name: 'template',
    description: 'By number',
    mimeType: 'application/json',
  },
];

export function readResource(uri: string): Json {
  const [, id] = /^test:\/\/template\/([^/]+)\/data$/.exec(uri) ?? [];
  const content =
    uri === 'test://static-binary'
      ? { mimeType: 'image/png', blob: PIXEL }
      : id !== undefined
        ? { mimeType: 'application/json', text: JSON.stringify({ id }) }
        : RESOURCES.some((resource) => resource['uri'] === uri)
          ? { mimeType: 'text/plain', text: 'This is the content of the static text resource.' }
          : undefined;
  if (content === undefined) throw new RpcError(-32_602, 'Resource not found', { uri });
  return { contents: [{ uri, ...content }] };
}

export const PROMPTS: readonly Json[] = [
  { name: 'test_simple_prompt', description: 'A simple one' },
  {
    name: 'test_prompt_with_arguments',
    description: 'With two arguments',
    arguments: [
      { name: 'arg1', required: true },
      { name: 'arg2', required: true },
    ],
  },
  {
    name: 'test_prompt_with_embedded_resource',
    description: 'With a resource',
    arguments: [{ name: 'resourceUri', required: true }],
  },
  { name: 'test_prompt_with_image', description: 'With an image' },
  { name: 'test_input_required_result_prompt', description: 'That asks' },
];

export function getPrompt(call: Call): Json {
  const args = record(call.params['arguments']);
  const user = (content: Json): Json => ({ role: 'user', content });
  const said = (words: string): Json => user({ type: 'text', text: words });
  switch (call.params['name']) {
    case 'test_simple_prompt':
      return { messages: [said('This is a simple prompt for testing.')] };
    case 'test_prompt_with_arguments':
      return {
        messages: [
          said(`Prompt with arguments: arg1='${String(args['arg1'])}', arg2='${String(args['arg2'])}'`),
        ],
      };
    case 'test_prompt_with_embedded_resource':
      return {
        messages: [
          user({
            type: 'resource',
            resource: {
              uri: args['resourceUri'],
              mimeType: 'text/plain',
              text: 'Embedded resource content for testing.',
            },
          }),
          said('Please process the embedded resource above.'),
        ],
      };
    case 'test_prompt_with_image':
      return {
        messages: [
          user({ type: 'image', data: PIXEL, mimeType: 'image/png' }),
          said('Please analyze the image above.'),
        ],
      };
    case 'test_input_required_result_prompt':
      return given(call, 'user_context') === undefined
        ? needs({ user_context: elicitation('What context should the prompt use?', { context: STRING }) })
        : { messages: [said('In that context.')] };
    default:
      throw new RpcError(-32_602, 'no such prompt');
  }
}
