import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type Message = Readonly<Record<string, unknown>>;
export type PeerEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** Without what the npm that runs the tests says to its scripts: a server's own npm would take its files for the person's. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')),
);

/** A client of one MCP server over standard streams: says what a test says, and keeps every line it hears. */
export class McpPeer implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly end: Promise<PeerEnd>;
  stderr = '';
  #ended: PeerEnd | undefined;
  #listeners = new Set<() => void>();
  #id = 0;
  /** Answers to what the server asks, by its method. */
  readonly #answers: Readonly<Record<string, object>>;

  constructor(
    [command = '', ...args]: readonly string[],
    options: {
      readonly cwd?: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly answers?: Readonly<Record<string, object>>;
    } = {},
  ) {
    this.#answers = options.answers ?? {};
    this.child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...ENVIRONMENT, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let rest = '';
    this.child.stdin?.on('error', () => {});
    this.child.stderr?.setEncoding('utf8').on('data', (piece: string) => (this.stderr += piece));
    this.child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      const [...lines] = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(line);
    });
    this.end = once(this.child, 'close').then((ended: unknown[]) => {
      // What a child process says of its end.
      const [code, signal] = ended as [number | null, NodeJS.Signals | null];
      this.#ended = { code, signal };
      for (const listener of this.#listeners) listener();
      return { code, signal };
    });
  }

  get messages(): readonly Message[] {
    // A server's lines are JSON, or the test that looks into them fails.
    return this.lines.map((line) => JSON.parse(line) as Message);
  }

  write(text: string): void {
    this.child.stdin?.write(`${text}\n`);
  }

  send(message: object): void {
    this.write(JSON.stringify({ jsonrpc: '2.0', ...message }));
  }

  /** The answer to a request, or that the server went away before it gave one. */
  async ask(method: string, params?: object): Promise<Message | 'gone'> {
    const id = (this.#id += 1);
    this.send({ id, method, ...(params === undefined ? {} : { params }) });
    return this.answerTo(id);
  }

  answerTo(id: number): Promise<Message | 'gone'> {
    return this.heard((message) => message['id'] === id && !('method' in message));
  }

  heard(isIt: (message: Message) => boolean): Promise<Message | 'gone'> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.messages.find(isIt);
        if (found === undefined && this.#ended === undefined) return;
        this.#listeners.delete(look);
        resolve(found ?? 'gone');
      };
      this.#listeners.add(look);
      look();
    });
  }

  async start(capabilities: object = {}): Promise<Message | 'gone'> {
    const said = await this.ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities,
      clientInfo: { name: 'test', version: '1' },
    });
    this.send({ method: 'notifications/initialized' });
    return said;
  }

  call(name: string, args: object = {}, meta?: object): Promise<Message | 'gone'> {
    return this.ask('tools/call', { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) });
  }

  close(): Promise<PeerEnd> {
    this.child.stdin?.end();
    return this.end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended === undefined) this.child.kill('SIGKILL');
    await this.end;
  }

  #hear(line: string): void {
    this.lines.push(line);
    if (line.startsWith('{')) {
      const { id, method } = JSON.parse(line) as Message;
      const answer = typeof method === 'string' ? this.#answers[method] : undefined;
      if (id !== undefined && answer !== undefined) this.send({ id, ...answer });
    }
    for (const listener of this.#listeners) listener();
  }
}

/** The text of a tool's answer. */
export const textOf = (message: Message | 'gone'): string => JSON.stringify(message);
