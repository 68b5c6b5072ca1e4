import { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { answerLines } from './answer-lines.ts';
import type { Line } from './read-lines.ts';

it('asks for no further line while the reader of the answers is behind', async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<Line> {
    for (; asked < 1000; asked++) yield { kind: 'line', text: 'x' };
  }
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write(piece: Buffer, _encoding, done) {
      written.push(piece.toString());
      waiting.push(done);
    },
  });
  const answered = answerLines((text) => ({ text }), endless(), slow);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(written).toEqual(['{"text":"x"}\n']);
  expect(asked).toBe(0);
  while (written.length < 1000) {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  waiting.shift()?.();
  await answered;
  expect(asked).toBe(1000);
});

it('says in its place that a line was too long', async () => {
  const lines: Line[] = [{ kind: 'line', text: 'a' }, { kind: 'too-long' }, { kind: 'line', text: 'b' }];
  let said = '';
  const output = new Writable({
    write(piece: Buffer, _encoding, done) {
      said += piece.toString();
      done();
    },
  });
  await answerLines((text) => ({ text }), Readable.from(lines), output);
  expect(said.split('\n').map((line) => line.slice(0, 10))).toEqual([
    '{"text":"a',
    '{"error":{',
    '{"text":"b',
    '',
  ]);
});
