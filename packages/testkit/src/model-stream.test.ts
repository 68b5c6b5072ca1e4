import { expect, it } from 'vitest';
import type { ScriptedTurn } from './model-request.ts';
import { startModelServer } from './model-server.ts';
import { streamOf } from './model-stream.ts';

const turn: ScriptedTurn = [
  { type: 'text', text: 'first' },
  { type: 'tool_use', name: 'Bash', input: { command: 'ls' }, id: 'toolu_a' },
];

it('streams a turn as the Messages API does', () => {
  const events = streamOf(turn, 'msg_1', 'm')
    .trim()
    .split('\n\n')
    .map((event) => event.split('\n')[0]);
  expect(events).toEqual([
    'event: message_start',
    'event: content_block_start',
    'event: content_block_delta',
    'event: content_block_stop',
    'event: content_block_start',
    'event: content_block_delta',
    'event: content_block_stop',
    'event: message_delta',
    'event: message_stop',
  ]);
  expect(streamOf(turn, 'msg_1', 'm')).toContain('"stop_reason":"tool_use"');
});

it('does not spend its script on side requests', async () => {
  const server = await startModelServer([turn]);
  const ask = async (body: object): Promise<string> =>
    (await fetch(`${server.url}/v1/messages`, { method: 'POST', body: JSON.stringify(body) })).text();
  expect(await ask({ model: 'm', messages: [] })).toContain('done');
  expect(
    await ask({ model: 'm', messages: [], tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
  ).toContain('done');
  expect(await ask({ model: 'm', messages: [], tools: [{ name: 'Bash', input_schema: {} }] })).toContain(
    'toolu_a',
  );
  expect(await ask({ model: 'm', messages: [], tools: [{ name: 'Bash', input_schema: {} }] })).toContain(
    'done',
  );
  expect(server.requests.map(({ main }) => main)).toEqual([false, false, true, true]);
  await server.close();
});
