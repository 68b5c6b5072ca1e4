import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decision, startChain, upload, type Chain } from './evidence-chain.ts';
import { API_TOKEN, startedControlPlane, type StartedControlPlane } from './started-control-plane.ts';

let plane: StartedControlPlane;
let chain: Chain;
beforeEach(async () => {
  plane = await startedControlPlane({ heartbeatMs: 50 });
  chain = startChain();
});
afterEach(async () => plane.remove());

const store = async (count: number): Promise<void> => {
  const answer = await plane.send(upload(Array.from({ length: count }, () => chain.add(decision()))));
  if (!answer.ok) throw new Error(await answer.text());
};

/** Reads from the stream until `enough` says so of the last few thousand characters. */
const readUntil = async (response: Response, enough: (text: string) => boolean): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (enough(text.slice(-100_000))) break;
  }
  return text;
};
const ids = (text: string): string[] => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? '');
const numbers = (text: string): number[] => [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));

describe('the activity stream', () => {
  it('brings what is stored, and after a break goes on where it was', async () => {
    const first = await plane.ask('/api/v1/activity/stream', {}, 'cli');
    expect(first.headers.get('content-type')).toBe('text/event-stream');
    await store(3);
    const text = await readUntil(first, (sofar) => numbers(sofar).length >= 3);
    expect(numbers(text)).toEqual([1, 2, 3]);
    await store(2);
    const second = await plane.ask(
      '/api/v1/activity/stream',
      { headers: { 'last-event-id': ids(text)[1] ?? '' } },
      'cli',
    );
    expect(numbers(await readUntil(second, (sofar) => numbers(sofar).length >= 3))).toEqual([3, 4, 5]);
  });

  it('shows that it is alive while nothing happens', async () => {
    const response = await plane.ask('/api/v1/activity/stream', {}, 'cli');
    expect(await readUntil(response, (text) => text.includes(': still here'))).toContain('retry: 2000');
  });

  it('says reset to a reader from before a restart', async () => {
    await store(1);
    await plane.close();
    plane = await startedControlPlane({ directory: plane.directory });
    const response = await plane.ask(
      '/api/v1/activity/stream',
      { headers: { 'last-event-id': 'abcdef-1' } },
      'cli',
    );
    expect(await readUntil(response, (text) => text.includes('\n\n', 15))).toContain('event: reset');
  });

  it('gives up a reader that does not read, and goes on for the others', async () => {
    const socket = connect(plane.port, '127.0.0.1');
    socket.pause();
    socket.write(
      `GET /api/v1/activity/stream HTTP/1.1\r\nHost: 127.0.0.1:${plane.port}\r\nAuthorization: Bearer ${API_TOKEN}\r\n\r\n`,
    );
    const reader = await plane.ask('/api/v1/activity/stream', {}, 'cli');
    // Enough to fill the kernel's buffers on both sides as well as our queue.
    const batches = 40;
    const lively = readUntil(reader, (text) => text.includes(`"seq":${batches * 1000},`));
    for (let batch = 0; batch < batches; batch += 1) await store(1000);
    expect(numbers(await lively)).toHaveLength(batches * 1000);
    let text = '';
    socket.setEncoding('utf8');
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.slice(-100_000).includes('event: dropped')) break;
    }
    expect(text).toContain('event: dropped');
    expect(numbers(text).length).toBeLessThan(batches * 1000);
  });
});
