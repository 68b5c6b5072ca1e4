import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyId, RuleId, type Action } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { guardOf, SECRET } from '../../test/hook-support/guard.ts';
import { filesThatComeBack } from './files-that-come-back.ts';
import type { Inspect } from './inspect-content.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

const late: Inspect = async (texts) => texts.map(() => ({ found: [], truncated: ['deadline'] }));

let calls = 0;
const pre = (tool_name: string, tool_input: object) => ({
  hook_event_name: 'PreToolUse',
  tool_name,
  tool_use_id: `toolu_${++calls}`,
  tool_input,
});
const read = (name: string, more: object = {}) => pre('Read', { file_path: file(name), ...more });
const edit = (name: string) => pre('Edit', { file_path: file(name), old_string: 'a', new_string: 'b' });
const write = (name: string, content: string) => pre('Write', { file_path: file(name), content });
const done = (call: object) => ({ ...call, hook_event_name: 'PostToolUse', tool_response: {} });
const SUMMARY = { hook_event_name: 'PreCompact', trigger: 'auto' };
const DENIED = '"permissionDecision":"deny"';

beforeEach(() => {
  writeFileSync(file('secret.txt'), `first\nTOKEN=${SECRET}\n`);
  writeFileSync(file('clean.txt'), 'first\nsecond\n');
});

describe('a tool that makes the client know a file', () => {
  it('is refused where the file holds a secret, with another way that it may take, and goes on where it holds none', async () => {
    const { say, decisions } = guardOf();
    const refused = (await say(read('secret.txt'))).stdout;
    expect(refused).toContain(DENIED);
    expect(refused).toContain('sed -n');
    expect(refused).toContain('secret.txt');
    expect(refused).not.toContain('reach the same result by another tool');
    expect((await say(read('secret.txt', { offset: 1, limit: 1 }))).stdout).toContain(DENIED);
    expect((await say(edit('secret.txt'))).stdout).toContain(DENIED);
    for (const name of ['clean.txt', 'missing.txt']) expect((await say(read(name))).stdout).toBe('');
    expect((await say(edit('clean.txt'))).stdout).toBe('');
    expect(decisions()[0]?.decision.reasons[0]).toMatchObject({ rule: 'in-files-that-come-back' });
    expect(JSON.stringify(decisions())).not.toContain(SECRET);
  });

  it('is told of no other way where another rule stops it too', async () => {
    const reasons = ['in-files-that-come-back', 'keys'].map((rule) => ({
      policy: PolicyId.parse('p'),
      rule: RuleId.parse(rule),
      say: 'no',
    }));
    expect(filesThatComeBack([], { reasons })).toEqual([]);
    const { kept, say } = guardOf();
    await say(read('secret.txt'));
    const [record] = kept.flatMap((each) => (each.type === 'decision' ? [each] : []));
    // What a record keeps of an action is an action but for these.
    const action = { ...record?.action, findings: record?.findings, samples: [] } as unknown as Action;
    expect(filesThatComeBack([action], { reasons: reasons.slice(0, 1) })).toEqual([file('secret.txt')]);
    expect(filesThatComeBack([action], { reasons })).toEqual([]);
  });

  it('goes on with a notebook, which the client never attaches', async () => {
    writeFileSync(file('n.ipynb'), JSON.stringify({ cells: [SECRET] }));
    expect((await guardOf().say(read('n.ipynb'))).stdout).toBe('');
  });

  it('goes on where nobody could look in time: what it gives back is looked at as well', async () => {
    expect((await guardOf(late).say(read('secret.txt'))).stdout).toBe('');
  });

  it('asks for the very text that it gives back, so that nobody looks at it twice', async () => {
    const seen: string[] = [];
    const inspect: Inspect = async (texts) => {
      seen.push(...texts.map(({ role, text }) => `${role} ${text}`));
      return texts.map((text) => detect(text));
    };
    const { say } = guardOf(inspect);
    const call = read('clean.txt');
    await say(call);
    const content = 'first\nsecond\n';
    await say({
      ...done(call),
      tool_response: { type: 'text', file: { filePath: file('clean.txt'), content, numLines: 2 } },
    });
    expect(seen).toEqual([`tool-result ${content}`, `tool-result ${content}`]);
  });
});

describe('a file that the model wrote itself', () => {
  it('may be edited and be known when a summary is made', async () => {
    const { say } = guardOf();
    const call = write('own.txt', SECRET);
    expect((await say(call)).stdout).toBe('');
    writeFileSync(file('own.txt'), SECRET);
    await say(done(call));
    const change = edit('own.txt');
    expect((await say(change)).stdout).toBe('');
    writeFileSync(file('own.txt'), `${SECRET} more`);
    await say(done(change));
    expect((await say(edit('own.txt'))).stdout).toBe('');
    expect((await say(SUMMARY)).stdout).toBe('');
  });

  it('is so no more when somebody else wrote to it', async () => {
    const { say } = guardOf();
    const call = write('shared.txt', SECRET);
    await say(call);
    writeFileSync(file('shared.txt'), SECRET);
    await say(done(call));
    utimesSync(file('shared.txt'), 1, 1);
    expect((await say(edit('shared.txt'))).stdout).toContain(DENIED);
    expect((await say(SUMMARY)).stdout).toContain('"decision":"block"');
  });

  it('is not taken for such when writing it failed', async () => {
    const { say } = guardOf();
    const call = write('secret.txt', 'other');
    await say(call);
    await say({ ...done(call), hook_event_name: 'PostToolUseFailure', error: 'not read yet' });
    expect((await say(edit('secret.txt'))).stdout).toContain(DENIED);
  });
});

describe('a summary', () => {
  it('is refused while one of the latest files holds a secret, and names it; of another conversation it is not', async () => {
    const { say } = guardOf();
    await say(read('clean.txt'));
    expect((await say(SUMMARY)).stdout).toBe('');
    writeFileSync(file('clean.txt'), `TOKEN=${SECRET}\n`);
    const { stdout } = await say(SUMMARY);
    expect(stdout).toContain('"decision":"block"');
    expect(stdout).toContain('clean.txt');
    expect((await say({ ...SUMMARY, session_id: 'other' })).stdout).toBe('');
    for (let index = 0; index < 10; index++) {
      writeFileSync(file(`f${index}.txt`), 'fine');
      await say(read(`f${index}.txt`));
    }
    expect((await say(SUMMARY)).stdout).toBe('');
  });

  it('is refused where a prompt attached the file with `@`', async () => {
    const { say } = guardOf();
    await say({ hook_event_name: 'UserPromptSubmit', prompt: `what is in @${file('clean.txt')} ?` });
    writeFileSync(file('clean.txt'), `TOKEN=${SECRET}\n`);
    expect((await say(SUMMARY)).stdout).toContain('"decision":"block"');
  });

  it('is refused where nobody could look in time', async () => {
    let isLate = false;
    const inspect: Inspect = async (texts) =>
      texts.map((text) => (isLate ? { found: [], truncated: ['deadline'] } : detect(text)));
    const { say } = guardOf(inspect);
    await say(read('clean.txt'));
    isLate = true;
    expect((await say(SUMMARY)).stdout).toContain('"decision":"block"');
  });
});
