import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietFacts } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import { DeedLedger } from '@sallyport/enforcement';
import { lastResort, loadPolicies } from '@sallyport/policy-core';
import { afterAll, expect, test } from 'vitest';
import { contextOfAnn } from '../../test/hook-support/ann.ts';
import { answerHook, type HookDoor } from './answer-hook.ts';
import { LAST_RESORT_KINDS } from './last-resort-kinds.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-disguised-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const loaded = loadPolicies(
  [{ name: 'p', text: readFileSync('policies/individual/findings-secrets.yaml', 'utf8') }],
  { testsAlreadyPassed: true },
);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { policy } = loaded;
const NOW = '2026-11-22T12:00:00.000Z';

const say = async (payload: object) => {
  const door: HookDoor = {
    policy: () => ({ ok: true, policy }),
    lastResort: () => lastResort(policy, LAST_RESORT_KINDS),
    facts: () => quietFacts(NOW),
    now: () => new Date(NOW),
    append: async () => ({ ok: true }),
    note: () => {},
    deeds: new DeedLedger(),
    inspect: async (texts) => texts.map((text) => detect(text)),
  };
  const body = JSON.stringify({ session_id: 's', cwd: folder, ...payload });
  const { answer, decision } = await answerHook({ event: 'x', body }, contextOfAnn(), door);
  return { stdout: answer.stdout, enforced: decision?.enforced };
};

const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
const torn = (between: string): string => Array.from(SECRET).join(between);
const DISGUISES = [
  ['colours', torn('\x1b[31m')],
  ['backspaces', torn('x\b')],
  ['NUL bytes', torn('\0')],
  ['NUL bytes behind a name', `TOKEN=${torn('\0')}`],
  ['soft hyphens', torn('\u00ad')],
  ['zero-width signs', torn('\u200b')],
  ['writing over the line', `${'#'.repeat(20)}${SECRET.slice(20)}\r${SECRET.slice(0, 20)}`],
] as const;

test.each(DISGUISES)('a secret torn by %s is taken out of a result whole', async (_by, broken) => {
  const stdout = `before\n${broken}\nafter`;
  const answer = await say({
    hook_event_name: 'PostToolUse',
    tool_name: 'Bash',
    tool_use_id: 't',
    tool_input: { command: 'cat env' },
    tool_response: { stdout, stderr: '', interrupted: false },
  });
  const output = JSON.parse(answer.stdout) as {
    hookSpecificOutput: { updatedToolOutput: { stdout: string } };
  };
  const shown = output.hookSpecificOutput.updatedToolOutput.stdout;
  expect(shown).toMatch(/^before\n(?:TOKEN=)?\[redacted:slack-bot-token\]\nafter$/);
});

test.each([
  ...DISGUISES,
  ['UTF-16 without a mark', Buffer.from(`TOKEN=${SECRET}\n`, 'utf16le')],
  ['UTF-16 with a mark', Buffer.from(`\ufeffTOKEN=${SECRET}\n`, 'utf16le')],
  ['UTF-16, the other end first', Buffer.from(`\ufeffTOKEN=${SECRET}\n`, 'utf16le').swap16()],
  ['Latin-1', Buffer.from(`caf\u00e9 TOKEN=${SECRET}\n`, 'latin1')],
] as const)('a file that holds one in %s is not attached', async (name, content) => {
  writeFileSync(join(folder, 'env.txt'), typeof content === 'string' ? `${content}\n` : content);
  const { enforced } = await say({ hook_event_name: 'UserPromptSubmit', prompt: 'what is in @env.txt ?' });
  expect(enforced, name).toBe('block');
});
