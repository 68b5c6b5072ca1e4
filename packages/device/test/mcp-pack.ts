import { readdirSync, readFileSync } from 'node:fs';
import { loadPolicies, type CompiledPolicy, type Source } from '@sallyport/policy-core';
import { expect } from 'vitest';
import type { HookDoor } from '../src/hook-endpoint/answer-hook.ts';
import { PinBook, type PinEvent } from '../src/mcp-gateway/pin-book.ts';
import type { Approved, Seen } from '../src/mcp-gateway/pin-files.ts';
import { relayOrigin } from '../src/mcp-gateway/relay-origin.ts';
import { ServerGate } from '../src/mcp-gateway/server-gate.ts';
import { waitingTools } from '../src/mcp-gateway/tool-state.ts';
import { doorInMemory } from './mcp-door.ts';

const FOLDERS = { individual: ['individual'], company: ['individual', 'company'] } as const;

/** Asks for nobody's content. */
const RULE = '  - {id: x, on: [web.search], verdict: warn, say: x}';

const loadedPacks = new Map<string, CompiledPolicy>();

/** A shipped pack, with other documents beside it. */
export const policyOf = (pack: keyof typeof FOLDERS, beside: readonly Source[] = []): CompiledPolicy => {
  const name = [pack, ...beside.map((each) => each.name)].join(' ');
  const known = loadedPacks.get(name);
  if (known !== undefined) return known;
  const sources = FOLDERS[pack].flatMap((folder) =>
    readdirSync(`policies/${folder}`)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({
        name: `${folder}/${name}`,
        text: readFileSync(`policies/${folder}/${name}`, 'utf8'),
      })),
  );
  const loaded = loadPolicies([...beside, ...sources], { version: pack, testsAlreadyPassed: true });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  loadedPacks.set(name, loaded.policy);
  return loaded.policy;
};

export type ToolGiven = Readonly<Record<string, unknown>> & { readonly name: string };

/** Servers of one person behind the gates of a guard in memory, with what a shipped pack says, or none; files are values here. */
export function serversWithPack(pack: keyof typeof FOLDERS | 'none', changes: Partial<HookDoor> = {}) {
  let inForce = pack === 'none' ? undefined : policyOf(pack);
  let isThere = true;
  const { door: plain, kept, context } = doorInMemory(RULE, changes);
  const door: HookDoor = {
    ...plain,
    policy: () => {
      if (!isThere) return { ok: false, failure: 'no-bundle' };
      return inForce === undefined ? plain.policy() : { ok: true, policy: inForce };
    },
  };
  let seen: Seen = {};
  const approved: Approved = {};
  const told: PinEvent[] = [];
  const openBook = (): PinBook =>
    new PinBook({
      files: {
        seen: () => structuredClone(seen),
        keepSeen: (now) => void (seen = structuredClone(now)),
        approved: () => approved,
        keepApproved: () => {},
      },
      approvedFile: '/nowhere',
      now: () => new Date('2026-11-22T12:00:00.000Z'),
      tell: (event) => void told.push(event),
    });
  let book = openBook();
  const server = (name: string, program = name) => {
    const key = Buffer.from(program).toString('hex').padEnd(16, '0').slice(0, 16);
    const identity = { sha256: key.padEnd(64, '0'), key, command: program, files: [] };
    const { actionId, digest } = context;
    const origin = relayOrigin({ cwd: '/home/ann', claims: {} }, 'mcp-1', undefined, context);
    const gate = new ServerGate({
      name,
      identity: Promise.resolve(identity),
      book,
      door,
      context: () => ({ server: { name }, from: 'client', origin, actionId, digest }),
    });
    return {
      gate,
      origin,
      /** The names of the tools that a client is shown. */
      list: async (tools: readonly ToolGiven[]): Promise<readonly string[]> => {
        const message = { jsonrpc: '2.0', id: 1, result: { tools } };
        const { result } = await gate.filter(
          { kind: 'response', id: 1, result: message.result, message },
          'tools/list',
        );
        // What is given back is the list that went in, or a part of it.
        const { tools: shown } = result as { readonly tools: readonly ToolGiven[] };
        return shown.map((tool) => tool.name);
      },
      /** What a client is told at the start, of what the server wants the model to be told. */
      start: async (instructions: unknown, method = 'initialize'): Promise<unknown> => {
        const given = { protocolVersion: '2025-11-25', serverInfo: { name }, instructions, capabilities: {} };
        const message = { jsonrpc: '2.0', id: 1, result: given };
        const answer = await gate.filter({ kind: 'response', id: 1, result: given, message }, method);
        const { instructions: _its, ...rest } = given;
        const { instructions: told, ...others } = answer.result ?? {};
        expect(others).toEqual(rest);
        expect(answer.message).toEqual({ ...message, result: answer.result });
        return told;
      },
      /** Why a call does not go on; nothing where it does. */
      call: (tool: string) =>
        gate.refuses({
          kind: 'request',
          id: 2,
          method: 'tools/call',
          params: { name: tool, arguments: {} },
          message: undefined,
        }),
      /** A person's approval, of one tool or of the server as it is now. */
      approve: (tool?: string): void => {
        const at = `${name}@${key}`;
        const now = Object.entries(seen[at]?.tools ?? {}).filter(
          ([each]) => tool === undefined || each === tool,
        );
        approved[at] = {
          identities: tool === undefined ? [identity.sha256] : (approved[at]?.identities ?? []),
          tools: {
            ...approved[at]?.tools,
            ...Object.fromEntries(now.map(([each, pin]) => [each, pin.seen])),
          },
          at: 'now',
          by: 'ann',
        };
      },
    };
  };
  return {
    server,
    door,
    context,
    kept,
    told,
    waiting: () => waitingTools(seen, approved),
    /** Another pack comes into force; without one there is no policy any more. */
    put: (next: keyof typeof FOLDERS | undefined): void => {
      isThere = next !== undefined;
      if (next !== undefined) inForce = policyOf(next);
    },
    /** Another guard, with the files of this one. */
    restart: (): void => void (book = openBook()),
  };
}
