import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, until, type CommandLine } from './support/command-line.ts';
import { freePort } from './support/http-mcp-server.ts';
import { loginServer, type LoginServer } from './support/login-server.ts';
import { mcpSdk, type Sdk, type SdkClient, type SdkTransport } from './support/mcp-sdk.ts';
import { serverProgram } from './support/mcp-servers.ts';
import { behindGateway } from './support/remote-server.ts';

const CLIENT = { name: 'a client', version: '1' };

/** What a real server is asked, one thing after the other. */
const ASKED: readonly { readonly method: string; readonly params?: object }[] = [
  { method: 'tools/list' },
  { method: 'prompts/list' },
  { method: 'prompts/get', params: { name: 'simple-prompt' } },
  { method: 'resources/list' },
  { method: 'resources/templates/list' },
  ...[
    { name: 'echo', arguments: { message: 'hello \u{1f600} "quoted"\u2028' } },
    { name: 'get-sum', arguments: { a: 0.1, b: -2e-7 } },
    { name: 'get-structured-content', arguments: { location: 'Chicago' } },
    { name: 'get-tiny-image', arguments: {} },
    {
      name: 'trigger-long-running-operation',
      arguments: { duration: 0.2, steps: 4 },
      _meta: { progressToken: 'p1' },
    },
    { name: 'trigger-sampling-request', arguments: { prompt: 'say hello', maxTokens: 10 } },
    { name: 'get-sum', arguments: { a: 'no number' } },
  ].map((params) => ({ method: 'tools/call', params })),
];

/** Every message of a session, as text, in both directions. */
const listen = (transport: SdkTransport): readonly string[] => {
  const messages: string[] = [];
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    messages.push(`to the server ${JSON.stringify(message)}`);
    return send(message, options);
  };
  let heard: SdkTransport['onmessage'];
  Object.defineProperty(transport, 'onmessage', {
    get: () => heard,
    set: (given: SdkTransport['onmessage']) => {
      heard = (message, extra) => {
        messages.push(`to the client ${JSON.stringify(message)}`);
        given?.(message, extra);
      };
    },
  });
  return messages;
};

describe('the official client and servers over HTTP behind the gateway', () => {
  let place: CommandLine;
  let sdk: Sdk;
  let everything: ChildProcess;
  let login: LoginServer;
  let direct: string;
  let through: (name: string) => string;
  beforeAll(async () => {
    place = await commandLine();
    const port = await freePort();
    everything = spawn(process.execPath, [serverProgram('everything'), 'streamableHttp'], {
      env: { ...place.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [everything.stdout, everything.stderr])
      stream?.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    direct = `http://127.0.0.1:${port}/mcp`;
    [sdk, login] = await Promise.all([mcpSdk(), loginServer('read')]);
    through = behindGateway(place.state, [
      { name: 'everything', url: direct },
      { name: 'login', url: login.url },
    ]);
    await place.up({ SALLYPORT_MCP_PORT: '0' }).announced;
    await until('the gateway listens', () => existsSync(join(place.state, 'run', 'mcp-port.json')));
    await until('the real server listens', () => said.includes('listening'));
  }, 60_000);
  afterAll(async () => {
    const ended = once(everything, 'exit');
    everything.kill('SIGKILL');
    await ended;
    await login[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  const open = async (
    url: string,
    options: object = {},
  ): Promise<{ client: SdkClient; transport: SdkTransport; messages: readonly string[] }> => {
    const client = new sdk.Client(CLIENT, { capabilities: { sampling: {} } });
    client.setRequestHandler(sdk.CreateMessageRequestSchema, () => ({
      role: 'assistant',
      content: { type: 'text', text: 'hello' },
      model: 'm',
      stopReason: 'endTurn',
    }));
    const transport = new sdk.StreamableHTTPClientTransport(new URL(url), options);
    const messages = listen(transport);
    await client.connect(transport);
    return { client, transport, messages };
  };

  test('exchange the very same messages with and without it', { timeout: 60_000 }, async () => {
    const talk = async (url: string): Promise<readonly string[]> => {
      const { client, transport, messages } = await open(url);
      for (const request of ASKED)
        await client.request(request, sdk.ResultSchema).catch((error: unknown) => String(error));
      await transport.terminateSession();
      await client.close();
      // What a server says by itself comes on a stream of its own, whose place among the others is nobody's promise.
      return messages.toSorted();
    };
    const alone = await talk(direct);
    expect(alone.length).toBeGreaterThan(2 * ASKED.length);
    expect(alone.some((message) => message.includes('sampling/createMessage'))).toBe(true);
    expect(alone.some((message) => message.includes('notifications/progress'))).toBe(true);
    expect(await talk(through('everything'))).toEqual(alone);
  });

  test('`status` says where the gateway listens', async () => {
    const { stdout } = await place.run(['status', '--json']);
    const { ports } = JSON.parse(stdout) as { ports: Record<string, number> };
    expect(ports['mcp']).toBe(Number(new URL(through('login')).port));
  });

  test('a person logs in by it, for the server’s own name, and nothing of that is kept', async () => {
    const kept: { tokens?: { access_token: string }; page?: URL; verifier?: string; client?: object } = {};
    const provider = {
      redirectUrl: 'http://127.0.0.1:1/callback',
      clientMetadata: { redirect_uris: ['http://127.0.0.1:1/callback'], token_endpoint_auth_method: 'none' },
      clientInformation: () => kept.client,
      saveClientInformation: (client: object) => void (kept.client = client),
      tokens: () => kept.tokens,
      saveTokens: (tokens: { access_token: string }) => void (kept.tokens = tokens),
      redirectToAuthorization: (page: URL) => void (kept.page = page),
      saveCodeVerifier: (verifier: string) => void (kept.verifier = verifier),
      codeVerifier: () => kept.verifier,
    };
    // The address as `install mcp` writes it.
    const url = `${through('login')}#${login.url}`;
    const client = new sdk.Client(CLIENT, { capabilities: {} });
    const first = new sdk.StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
    await expect(client.connect(first)).rejects.toBeInstanceOf(sdk.UnauthorizedError);
    // What the person's browser does.
    const page = await fetch(kept.page ?? '', { redirect: 'manual' });
    const granted = await fetch(page.headers.get('location') ?? '', { redirect: 'manual' });
    const code = new URL(granted.headers.get('location') ?? '').searchParams.get('code') ?? '';
    await first.finishAuth(code);
    const { client: inside } = await open(url, { authProvider: provider });
    const said = await inside.request({ method: 'tools/call', params: { name: 'read' } }, sdk.ResultSchema);
    await inside.close();
    expect(said).toMatchObject({ content: [{ text: 'you are in' }] });
    expect(login.resources).toEqual([login.url, login.url]);

    const { stdout } = await place.run(['evidence', 'tail', '--json', '-n', '1000']);
    expect(stdout).toContain('mcp__login__read');
    const [, , key = ''] = new URL(url).pathname.split('/');
    const secrets = [kept.tokens?.access_token ?? 'none', code, kept.verifier ?? 'none'];
    const files = readdirSync(place.state, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const holding = files.filter(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return secrets.some((secret) => bytes.includes(secret));
    });
    expect(holding.map(({ name }) => name)).toEqual([]);
    for (const secret of secrets) expect(stdout).not.toContain(secret);
    // Neither the page that a browser remembers nor anybody at the other end learns what lets programs in.
    expect([kept.page?.href ?? '', ...login.heard].join('\n')).not.toContain(key);
  });
});
