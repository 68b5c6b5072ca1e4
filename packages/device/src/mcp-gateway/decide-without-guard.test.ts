import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideWithoutGuard } from './decide-without-guard.ts';
import type { AskedKind } from './guard-link.ts';

const TABLE = {
  tools: { mcp__db__read: 'open', mcp__db__drop: 'closed', 'mcp__*': 'closed', PostToolBatch: 'closed' },
  unknownTool: 'open',
};

const call = (name: string) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: {} },
});
const result = { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'x' }] } };

describe('without a guard', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-alone-'));
    writeFileSync(join(folder, 'table.json'), JSON.stringify(TABLE));
    writeFileSync(join(folder, 'open.json'), JSON.stringify({ tools: {}, unknownTool: 'open' }));
    writeFileSync(join(folder, 'broken.json'), '{"tools":');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const decide = (
    message: unknown,
    {
      kind = 'from-client',
      table = 'table',
      held = false,
    }: { kind?: AskedKind; table?: string; held?: boolean } = {},
  ) =>
    decideWithoutGuard(
      { kind, held, bytes: Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)) },
      'db',
      join(folder, `${table}.json`),
    );
  it.each([
    ['a tool whose row is open', call('read'), {}, 'server', /^open mcp__db__read$/],
    ['a tool whose row is closed', call('drop'), {}, 'client', /^closed mcp__db__drop$/],
    ['a tool without a row of its own', call('other'), {}, 'client', /^closed/],
    ['a tool where no row speaks of servers', call('other'), { table: 'open' }, 'server', /^open/],
    ['a tool without a table', call('read'), { table: 'none' }, 'client', /^closed/],
    ['a tool with a broken table', call('read'), { table: 'broken' }, 'client', /^closed/],
    ['a call that people were asked about', call('read'), { held: true }, 'client', /^closed/],
    ['a start', { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }, {}, 'server', undefined],
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }, {}, 'server', undefined],
    ['a method that nobody knows', { jsonrpc: '2.0', id: 1, method: 'x/y' }, {}, 'client', /^closed/],
    [
      'a line with a member twice',
      '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
      {},
      'client',
      /unreadable/,
    ],
  ] as const)('%s', (_name, message, options, to, gap) => {
    const decided = decide(message, options);
    expect(decided.out.map((each) => each.to)).toEqual([to]);
    expect(decided.gap ?? '').toMatch(gap ?? /^$/);
  });

  it('a result is withheld where nobody could look, and whoever asked is told', () => {
    const { out } = decide(result, { kind: 'from-server' });
    expect(out).toEqual([{ to: 'client', text: expect.stringContaining('"error"') }]);
    expect(out[0]?.text).toContain('"id":1');
    expect(decide(result, { kind: 'from-server', table: 'open' }).out).toEqual([
      { to: 'client', text: JSON.stringify(result) },
    ]);
    const started = {
      jsonrpc: '2.0',
      id: 0,
      result: { protocolVersion: 'x', capabilities: {}, serverInfo: {} },
    };
    expect(decide(started, { kind: 'from-server' }).out[0]?.text).toBe(JSON.stringify(started));
    // What passes for a start carries nothing else.
    const disguised = { ...started, result: { ...started.result, content: [] } };
    expect(decide(disguised, { kind: 'from-server' }).out[0]?.text).toContain('"error"');
  });

  it('a notification that brings a result goes where a result may go', () => {
    const params = { taskId: 'T', status: 'completed', result: result.result };
    const news = { jsonrpc: '2.0', method: 'notifications/tasks', params };
    expect(decide(news, { kind: 'from-server' })).toEqual({ out: [], gap: 'closed PostToolBatch' });
    expect(decide(news, { kind: 'from-server', table: 'open' }).out).toEqual([
      { to: 'client', text: JSON.stringify(news) },
    ]);
  });

  it('what a server says that is no message goes nowhere', () => {
    expect(decide('not json', { kind: 'from-server' }).out).toEqual([]);
  });
});
