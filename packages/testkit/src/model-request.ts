/** A piece of a scripted assistant turn. */
export type ScriptedBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly input: object; readonly id?: string };

/** One answer of the fake model: its blocks in order. */
export type ScriptedTurn = readonly ScriptedBlock[];

/**
 * What the fake model says. A list is said in order, one turn for each main request, and `done` after its end.
 * A function sees the request (which tells a subagent's request from the main loop's) and the count of main
 * requests before it.
 */
export type Script = readonly ScriptedTurn[] | ((request: ModelRequest, turn: number) => ScriptedTurn);

/** What the client sent to the model, as far as tests look at it. */
export interface ModelRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body, untouched. */
  readonly body: unknown;
  /** The body as text: `includes` on it answers "did this string reach the model?". */
  readonly text: string;
  /** Has tools of the client's own; side requests (titles, summaries, the web search) have none. */
  readonly main: boolean;
  /** Names of the tools that were offered to the model. */
  readonly tools: readonly string[];
}

/** A tool's result as the model was shown it. */
export interface ToolResult {
  readonly toolUseId: string;
  readonly text: string;
  readonly isError: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The client's own tools carry a schema; the API's server tools (`web_search_…`) carry a type instead. */
export const clientToolsOf = (body: unknown): readonly string[] =>
  isRecord(body)
    ? listOf(body['tools']).flatMap((tool) =>
        isRecord(tool) && 'input_schema' in tool && typeof tool['name'] === 'string' ? [tool['name']] : [],
      )
    : [];

const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((block) => (isRecord(block) && typeof block['text'] === 'string' ? block['text'] : ''))
        .join('\n');

/** Every tool result in these requests, each id once, in the order the model saw them. */
export const toolResultsOf = (requests: readonly ModelRequest[]): readonly ToolResult[] => {
  const results = new Map<string, ToolResult>();
  for (const { body } of requests) {
    for (const message of isRecord(body) ? listOf(body['messages']) : []) {
      for (const block of isRecord(message) ? listOf(message['content']) : []) {
        if (!isRecord(block) || block['type'] !== 'tool_result') continue;
        const toolUseId = String(block['tool_use_id']);
        results.set(toolUseId, {
          toolUseId,
          text: textOf(block['content']),
          isError: block['is_error'] === true,
        });
      }
    }
  }
  return [...results.values()];
};
