/** JSON-RPC allows more; MCP does not, and every reader tells these apart. */
export type McpId = string | number;

export type McpParams = Readonly<Record<string, unknown>>;

/** What one side asks of the other. */
export interface McpAsk {
  readonly method: string;
  /** Empty where the message has none. */
  readonly params: McpParams;
}

export interface McpRequest extends McpAsk {
  readonly kind: 'request';
  readonly id: McpId;
  /** The parsed message, all of it: what was judged, and what goes on. */
  readonly message: unknown;
}

export interface McpNotification extends McpAsk {
  readonly kind: 'notification';
  readonly message: unknown;
}

export interface McpError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export interface McpResponse {
  readonly kind: 'response';
  /** Absent only in an error about a message that its reader could not tell the id of. */
  readonly id?: McpId;
  /** One of the two. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: McpError;
  readonly message: unknown;
}

export interface McpBatch {
  readonly kind: 'batch';
  /** Requests and notifications, or responses; all of them readable and none of them a batch. */
  readonly items: readonly (McpRequest | McpNotification | McpResponse)[];
  readonly message: unknown;
}

/** Never goes on. */
export interface McpUnreadable {
  readonly kind: 'unreadable';
  readonly why: string;
  /** It is beyond a limit: nobody has parsed it, and whom to tell stands at its ends. */
  readonly isTooMuch?: true;
  /** Of the request, as one reader took it: good for an error to whoever waits, and for nothing else. */
  readonly id?: McpId;
  readonly method?: string;
  /** The tool's name on its server, as far as it can be told. */
  readonly toolName?: string;
}

export type McpMessage = McpRequest | McpNotification | McpResponse | McpBatch;
export type McpReading = McpMessage | McpUnreadable;
