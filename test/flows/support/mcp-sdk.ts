import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../mcp-servers/node_modules/@modelcontextprotocol/sdk/dist/esm');

/** As much of the official client as is used here. It is there once the test command has installed it, so it has no types before. */
export type SdkMessage = { readonly id?: unknown; readonly method?: unknown };
export type SdkTransport = {
  onmessage?: (message: SdkMessage, extra?: unknown) => void;
  send: (message: SdkMessage, options?: unknown) => Promise<void>;
  readonly sessionId?: string;
  finishAuth: (code: string) => Promise<void>;
  terminateSession: () => Promise<void>;
};
export type SdkClient = {
  connect: (transport: SdkTransport) => Promise<void>;
  request: (request: object, schema: unknown, options?: object) => Promise<unknown>;
  setRequestHandler: (schema: unknown, answer: () => object) => void;
  close: () => Promise<void>;
};
export type Sdk = {
  readonly Client: new (info: object, options: object) => SdkClient;
  readonly StreamableHTTPClientTransport: new (url: URL, options?: object) => SdkTransport;
  readonly UnauthorizedError: new () => Error;
  readonly ResultSchema: unknown;
  readonly CreateMessageRequestSchema: unknown;
};

export async function mcpSdk(): Promise<Sdk> {
  const modules = ['client/index.js', 'client/streamableHttp.js', 'client/auth.js', 'types.js'];
  const loaded = await Promise.all(modules.map((file): Promise<object> => import(join(FOLDER, file))));
  // What the package of this version exports, as its lock pins it.
  return Object.assign({}, ...loaded) as Sdk;
}
