import { expect } from 'vitest';
import type { HookDoor } from '../src/hook-endpoint/answer-hook.ts';
import type { FrameKind } from '../src/mcp-gateway/frame.ts';
import { McpSession, type McpSessionOptions } from '../src/mcp-gateway/mcp-session.ts';
import { OpenTasks } from '../src/mcp-gateway/open-tasks.ts';
import { relayOrigin } from '../src/mcp-gateway/relay-origin.ts';
import { doorInMemory } from './mcp-door.ts';

const SERVER_SHA256 = 'c'.repeat(64);

type Said = { readonly kind: FrameKind; readonly line: number; readonly text: string };

/** A session with the server `db` in memory, with these rules: what goes in as lines, and every frame that comes out. */
export function sessionInMemory(
  rules: string,
  changes: Partial<HookDoor> = {},
  more: Partial<McpSessionOptions> = {},
) {
  const said: Said[] = [];
  const failed: unknown[] = [];
  const { door, kept, context } = doorInMemory(rules, changes);
  const { actionId, digest } = context;
  const session = new McpSession({
    door,
    context: (from) => ({
      server: { name: 'db' },
      from,
      origin: relayOrigin({ cwd: '/home/ann/project', claims: {} }, 'mcp-1', undefined, context),
      actionId,
      digest,
    }),
    gate: {
      refuses: async () => undefined,
      filter: async (response) => response,
      onLetIn: () => () => {},
      stopped: async () => undefined,
      hashes: async () => ({ serverSha256: SERVER_SHA256 }),
    },
    tasks: new OpenTasks(),
    named: () => {},
    send: (kind, line, text = '') => void said.push({ kind, line, text }),
    failed: (error) => void failed.push(error),
    ...more,
  });
  let lines = 0;
  const say = (kind: 'from-client' | 'from-server', message: unknown): number => {
    lines += 1;
    session.take({ kind, line: lines, bytes: Buffer.from(JSON.stringify(message)) });
    return lines;
  };
  const answerTo = async (line: number): Promise<Said> => {
    await expect
      .poll(() => said.find((each) => each.line === line && each.kind !== 'held'), { interval: 5 })
      .toBeDefined();
    expect(failed).toEqual([]);
    const found = said.find((each) => each.line === line && each.kind !== 'held');
    if (found === undefined) throw new Error('no answer');
    return found;
  };
  return { session, say, said, kept, door, context, answerTo };
}
