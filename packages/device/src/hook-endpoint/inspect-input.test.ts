import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detect } from '@sallyport/detectors';
import { loadPolicies } from '@sallyport/policy-core';
import { readHook } from '@sallyport/surfaces';
import { afterAll, expect, it } from 'vitest';
import { contextOfAnn } from '../../test/hook-support/ann.ts';
import { inspectInput } from './inspect-input.ts';
import type { Inspect } from './inspect-content.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
writeFileSync(join(folder, 'env.txt'), `TOKEN=${SECRET}\n`);

const policyOf = (text: string) => {
  const loaded = loadPolicies([{ name: 'p', text }], { testsAlreadyPassed: true });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};
const PACK = policyOf(readFileSync('policies/individual/findings-secrets.yaml', 'utf8'));
const PATHS_ONLY = policyOf(
  readFileSync('policies/individual/credentials.yaml', 'utf8').split('\ntests:')[0] ?? '',
);

const actionsOf = (payload: object) => {
  const reading = readHook({ session_id: 's', cwd: folder, ...payload }, contextOfAnn());
  if (reading.kind !== 'actions') throw new Error(reading.kind);
  return reading.actions;
};
const mention = { hook_event_name: 'UserPromptSubmit', prompt: 'what is in @env.txt ?' };
const tool = (tool_name: string, tool_input: object) => ({
  hook_event_name: 'PreToolUse',
  tool_name,
  tool_input,
});

const inspected = async (payload: object, policy = PACK, answer?: Inspect) => {
  const looked: string[] = [];
  const inspect: Inspect = async (texts, limits) => {
    looked.push(...texts.map(({ text }) => text));
    return answer === undefined ? texts.map((text) => detect(text)) : answer(texts, limits);
  };
  const said = await inspectInput(actionsOf(payload), {
    policy: () => ({ ok: true, policy }),
    inspect,
  } as never); // Nothing else of the door is asked.
  return { ...said, looked };
};

it('reads the files that a prompt attaches, and nothing else of the prompt', async () => {
  const { actions, looked } = await inspected(mention);
  expect(looked).toEqual([`TOKEN=${SECRET}\n`]);
  const read = actions.find(({ kind }) => kind === 'file.read');
  expect(read?.findings).toMatchObject([{ detector: 'secret', role: 'content', level: 'block' }]);
  const [finding] = read?.findings ?? [];
  expect(read?.samples[finding?.sample ?? -1]?.text.slice(finding?.start, finding?.end)).toBe(SECRET);
});

it.each([
  ['a read, whose result is inspected', tool('Read', { file_path: join(folder, 'env.txt') })],
  ['a command', tool('Bash', { command: `echo ${SECRET}` })],
  ['a write', tool('Write', { file_path: join(folder, 'new.txt'), content: SECRET })],
  ['a call of a server', tool('mcp__notes__put', { text: SECRET })],
  ['a prompt', { hook_event_name: 'UserPromptSubmit', prompt: `use ${SECRET}` }],
])('looks at nothing of %s', async (_name, payload) => {
  const { actions, looked } = await inspected(payload);
  expect(looked).toEqual([]);
  expect(actions.flatMap(({ findings }) => findings)).toEqual([]);
});

it('sees the mark of a redaction in what is written, without looking further', async () => {
  const content = 'TOKEN=[redacted:slack-bot-token]\n';
  const { actions, looked } = await inspected(tool('Write', { file_path: join(folder, 'x'), content }));
  expect(looked).toEqual([]);
  expect(actions[0]?.findings).toMatchObject([
    { rule: 'redaction-mark', role: 'content', start: 6, end: 32 },
  ]);
  const none = await inspected(tool('Write', { file_path: join(folder, 'x'), content: 'a [redacted: b' }));
  expect(none.actions[0]?.findings).toEqual([]);
});

it('looks at nothing under a policy that asks for no findings', async () => {
  expect((await inspected(mention, PATHS_ONLY)).looked).toEqual([]);
});

const late: Inspect = async (texts) => texts.map(() => ({ found: [], truncated: ['deadline'] }));

it('says when nobody could look, and in which mode the category fails', async () => {
  expect((await inspected(mention, PACK, late)).notInspected).toEqual({ detail: 'deadline', mode: 'closed' });
  const open = policyOf(`
apiVersion: sallyport/v1
kind: Policy
metadata: {id: p, category: c, severity: low}
onFailure: open
rules: [{id: r, on: [file.read], when: "action.findings.exists(f, f.role == 'content')", verdict: block, say: no}]
`);
  expect((await inspected(mention, open, late)).notInspected?.mode).toBe('open');
});

it('says when more files are attached than anybody looks at', async () => {
  const names = Array.from({ length: 101 }, (_, index) => `many${index}.txt`);
  for (const name of names) writeFileSync(join(folder, name), 'nothing');
  const prompt = `read ${names.map((name) => `@${name}`).join(' ')}`;
  const { looked, notInspected } = await inspected({ ...mention, prompt });
  expect(looked).toHaveLength(100);
  expect(notInspected).toEqual({ detail: 'too-many-files', mode: 'closed' });
});
