import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { PROBE_EVENT } from '../health/probe-daemon.ts';
import { MAX_HOOK_BODY_BYTES, startHookServer, type HookAnswer, type HookRefusal } from './hook-server.ts';

const TOKEN = 'f'.repeat(64);
const ALLOW: HookAnswer = { exitCode: 0, stdout: '', stderr: '' };

type Ask = {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
};

/** A server on a socket of its own, how to ask it, and what it told of refusals. */
async function server(answer: (body: string) => Promise<HookAnswer> = async () => ALLOW) {
  const machine = await testMachine();
  const socket = join(machine.root, 'run', 'hook.sock');
  const refusals: HookRefusal[] = [];
  const failures: unknown[] = [];
  const seen: string[] = [];
  const started = await startHookServer({
    socket,
    token: () => TOKEN,
    answer: async ({ body }) => {
      seen.push(body);
      return answer(body);
    },
    refused: (refusal) => refusals.push(refusal),
    failed: (error) => failures.push(error),
  });
  const ask = ({ path = '/hook/PreToolUse', method = 'POST', headers = {}, body = '{}' }: Ask) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const call = request(
        {
          socketPath: socket,
          path,
          method,
          headers: { host: 'localhost', 'x-sallyport-token': TOKEN, ...headers },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          response.on('end', () => resolve({ status: response.statusCode, text }));
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  return {
    socket,
    ask,
    seen,
    refusals,
    failures,
    [Symbol.asyncDispose]: async () => {
      started.closeAllConnections();
      await new Promise((resolve) => started.close(resolve));
      await machine[Symbol.asyncDispose]();
    },
  };
}

describe('startHookServer', () => {
  it('answers a call of the script, and only its owner can reach the socket', async () => {
    await using place = await server(async (body) => ({ ...ALLOW, stdout: body }));
    expect(await place.ask({ body: '{"a":1}' })).toEqual({ status: 200, text: 'sallyport/1 0\n{"a":1}' });
    expect(statSync(place.socket).mode & 0o777).toBe(0o600);
    expect(statSync(join(place.socket, '..')).mode & 0o777).toBe(0o700);
  });

  it.each<[string, Ask, number]>([
    ['a foreign Host', { headers: { host: 'evil.example' } }, 403],
    ['a Host with a port, as a forwarded one has', { headers: { host: 'localhost:8080' } }, 403],
    ['an Origin, as a browser sends', { headers: { origin: 'http://localhost' } }, 403],
    ['a wrong token', { headers: { 'x-sallyport-token': 'f'.repeat(63) } }, 401],
    ['a wrong token of the right length', { headers: { 'x-sallyport-token': 'e'.repeat(64) } }, 401],
    ['an empty token', { headers: { 'x-sallyport-token': '' } }, 401],
    ['another method', { method: 'PUT' }, 404],
    ['another path', { path: '/' }, 404],
    ['an event with other characters', { path: '/hook/Pre-Tool' }, 404],
    ['a path that goes on', { path: '/hook/PreToolUse/x' }, 404],
  ])('refuses %s without a decision, and tells health', async (_, ask, status) => {
    await using place = await server();
    const { status: answered, text } = await place.ask(ask);
    expect(answered).toBe(status);
    expect(text).not.toContain('sallyport/');
    expect(place.seen).toEqual([]);
    expect(place.refusals).toMatchObject([{ status }]);
  });

  it('refuses a payload that is larger than it reads, and stays up', async () => {
    await using place = await server();
    const { status } = await place.ask({ body: 'x'.repeat(MAX_HOOK_BODY_BYTES + 1) });
    expect(status).toBe(413);
    expect(place.seen).toEqual([]);
    expect((await place.ask({})).status).toBe(200);
  });

  it('refuses a payload of more values than it looks at before it is parsed, and stays up', async () => {
    await using place = await server();
    const { status, text } = await place.ask({ body: `{"tool_input":[${'{},'.repeat(100_001)}1]}` });
    expect([status, text]).toEqual([413, expect.stringContaining('more than 100000 values')]);
    expect(place.seen).toEqual([]);
    expect((await place.ask({})).status).toBe(200);
  });

  it('answers a probe only to who has the token, and asks nobody', async () => {
    await using place = await server();
    expect(await place.ask({ path: `/hook/${PROBE_EVENT}`, body: '' })).toEqual({
      status: 200,
      text: 'here\n',
    });
    const stranger = await place.ask({
      path: `/hook/${PROBE_EVENT}`,
      headers: { 'x-sallyport-token': 'no' },
    });
    expect(stranger.status).toBe(401);
    expect(place.seen).toEqual([]);
  });

  it('answers a fault of its own with a refusal, which is no answer and names the tool, and stays up', async () => {
    let faults = 1;
    await using place = await server(async () => {
      if (faults-- > 0) throw new Error('broken');
      return ALLOW;
    });
    const { status, text } = await place.ask({ body: '{"tool_name":"Bash"}' });
    expect(status).toBe(500);
    expect(text).toBe('sallyport/1 refused Bash\nthe guard failed; run `sallyport doctor`\n');
    expect(place.failures).toHaveLength(1);
    expect((await place.ask({})).text).toBe('sallyport/1 0');
  });

  it('says which setting is too long instead of failing without a word', async () => {
    const options = { token: () => TOKEN, answer: async () => ALLOW, refused: () => {}, failed: () => {} };
    await expect(startHookServer({ ...options, socket: `/tmp/${'x'.repeat(100)}` })).rejects.toThrow(
      'SALLYPORT_HOME',
    );
  });
});
