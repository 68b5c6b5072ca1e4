import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, PROGRAM, type CommandLine } from './support/command-line.ts';

/** What `sallyport detect` promises to people and to whoever measures it: order, errors in place, streams, exit codes. */
// Put together here, so that no scanner takes this file for a leak.
const TOKEN = ['ghp', 'k5Vn2Qw8Zt4Lx7Rb1Jc9Hd3Mf6Pg0SyTa2ue'].join('_');
const KEY_BLOCK = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'MIIEow'.repeat(20),
  '-----END RSA PRIVATE KEY-----',
].join('\n');
const ESC = String.fromCharCode(27);
const answers = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    // Tests look into it by name; a missing name fails there.
    .map((line) => JSON.parse(line) as Record<string, unknown>);

let place: CommandLine;
beforeAll(async () => void (place = await commandLine()));
afterAll(async () => place[Symbol.asyncDispose]());

describe('a batch', () => {
  test('answers line by line in order, a bad line in its place, and exits 0 with nothing running', async () => {
    const input = [
      JSON.stringify({ id: 1, text: 'nothing here', role: 'tool-result' }),
      'no JSON',
      '',
      JSON.stringify({ id: 'two', text: `🙂 ${KEY_BLOCK}`, role: 'file' }),
      JSON.stringify({ id: 'three', text: 7 }),
      JSON.stringify({
        id: 'four',
        text: `mail ada@lovelace-engines.com${String.fromCharCode(0x2028)}`,
        role: 'prompt',
      }),
    ].join('\n');
    const { exitCode, stdout, stderr } = await place.run(['detect', '--ndjson'], input);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const said = answers(stdout);
    expect(said.map((answer) => [answer['id'], 'error' in answer])).toEqual([
      [1, false],
      [undefined, true],
      [undefined, true],
      ['two', false],
      ['three', true],
      ['four', false],
    ]);
    expect(said[0]).toEqual({ id: 1, findings: [], ms: expect.any(Number) as number });
    expect(said[3]).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ detector: 'secret', rule: 'private-key-block', level: 'block', start: 3 }),
      ]) as unknown,
    });
    expect(said[5]).toMatchObject({ findings: [{ detector: 'pii', rule: 'email', start: 5, end: 29 }] });
    expect(existsSync(place.state)).toBe(false);
  });

  test('a line beyond the limit is an error in its place, and the lines after it are answered', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'detect', '--ndjson'], { env: place.env });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
    const closed = once(child, 'close');
    const piece = 'x'.repeat(1024 * 1024);
    child.stdin.write('{"id":0,"text":"first"}\n{"id":1,"text":"');
    for (let mebibytes = 0; mebibytes < 65; mebibytes++)
      if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
    child.stdin.end('"}\n{"id":2,"text":"last"}');
    expect(await closed).toEqual([0, null]);
    expect(answers(stdout)).toMatchObject([
      { id: 0, findings: [] },
      { error: { message: expect.stringContaining('64 MiB') as string } },
      { id: 2, findings: [] },
    ]);
  });

  test('answers come while the input is still open, and a reader that goes away ends it quietly', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'detect', '--ndjson'], { env: place.env });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
    child.stdin.on('error', () => {});
    child.stdin.write('{"id":1,"text":"a"}\n');
    const [first] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    expect(answers(first)).toMatchObject([{ id: 1 }]);
    child.stdout.destroy();
    const closed = once(child, 'close');
    const feeding = setInterval(() => child.stdin.write('{"id":2,"text":"b"}\n'), 5);
    await closed;
    clearInterval(feeding);
    expect(stderr).toBe('');
  });
});

describe('a single text', () => {
  const text = `first\nexport GITHUB_TOKEN=${TOKEN}; echo ${ESC}[2Jdone\n${KEY_BLOCK}\n`;

  test('is told with place and rule, without the secret and without its escape sequences; exit 3 on a block', async () => {
    const { exitCode, stdout } = await place.run(['detect', '--role', 'file'], text);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^block .*private-key-block .*3:1$/m);
    expect(stdout).toContain(' 2:');
    expect(stdout).toContain('ghp_…(40 characters)');
    expect(stdout).not.toContain(TOKEN.slice(4, 12));
    expect(stdout).not.toContain('MIIEow');
    expect(stdout).not.toContain(ESC);
    expect(stdout).toContain('⟨U+001B⟩');
  });

  test('as data has the places too, and no excerpt', async () => {
    const { exitCode, stdout } = await place.run(['detect', '--role', 'file', '--json'], text);
    expect(exitCode).toBe(3);
    const [data] = answers(stdout);
    expect(data).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ rule: 'private-key-block', line: 3, column: 1 }),
      ]) as unknown,
      ms: expect.any(Number) as number,
    });
    expect(stdout).not.toContain(TOKEN.slice(4, 12));
  });

  test('with nothing in it exits 0', async () => {
    const { exitCode, stdout } = await place.run(['detect'], 'all is well\n');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '✓ nothing found\n' });
  });
});
