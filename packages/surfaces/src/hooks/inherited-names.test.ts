import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/test-context.ts';
import { express } from './express.ts';
import { capabilityOf } from './client-capability.ts';
import { hookEventOf } from './hook-events.ts';
import { readHook } from './read-hook.ts';
import { replyTo } from './reply-to.ts';

/** What every object has: a table that is asked with a name of the payload must not find these in itself. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
/** A name of the same shape that nothing has. */
const unheard = (name: string): string => name.replaceAll(/[A-Za-z]/g, 'q');

/** The reading of a payload with a name in it, as text with the name told as another. */
const told = (make: (name: string) => object, name: string): string => {
  const reading = readHook(JSON.stringify(make(name)), testContext());
  const text = JSON.stringify(reading, (key, value: unknown) => (key === 'digest' ? '' : value));
  // A name may have been cut at its underscores.
  const letters = name.replaceAll('_', '');
  return text.replaceAll(letters, unheard(letters));
};

const call = (more: object) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  cwd: '/home/ann/project',
  tool_name: 'Bash',
  tool_input: { command: 'ls' },
  ...more,
});

const PLACES: readonly (readonly [string, (name: string) => object])[] = [
  ['a tool', (name) => call({ tool_name: name })],
  ['a server', (name) => call({ tool_name: `mcp__${name}__read_file`, tool_input: { path: '/x' } })],
  ['a tool of a server', (name) => call({ tool_name: `mcp__files__${name}`, tool_input: { path: '/x' } })],
  ['a tool of the browser', (name) => call({ tool_name: `mcp__Claude_in_Chrome__${name}` })],
  ['a tool of the workspace', (name) => call({ tool_name: `mcp__workspace__${name}` })],
  ['a gesture', (name) => call({ tool_name: 'mcp__computer-use__computer', tool_input: { action: name } })],
  ['an event', (name) => call({ hook_event_name: name })],
  ['a permission mode', (name) => call({ permission_mode: name })],
  ['a source of settings', (name) => ({ hook_event_name: 'ConfigChange', source: name })],
  ['a skill', (name) => call({ tool_name: 'Skill', tool_input: { skill: name } })],
  ['an agent', (name) => call({ tool_name: 'Task', tool_input: { prompt: 'x', subagent_type: name } })],
  [
    'an expansion',
    (name) => ({ hook_event_name: 'UserPromptExpansion', command_name: 'x', expansion_type: name }),
  ],
  ['an end', (name) => call({ hook_event_name: 'PostToolUse', tool_name: name, tool_response: {} })],
];

describe.each(PLACES)('%s named after what every object has', (_place, make) => {
  it.each(INHERITED)('is as unheard of as any other: %s', (name) => {
    expect(told(make, name)).toBe(told(make, unheard(name)));
  });
});

it.each(INHERITED)('no event is answered by what every object has: %s', (name) => {
  expect(hookEventOf(name)).toEqual(hookEventOf(unheard(name)));
  const decision = {
    verdict: 'block',
    enforced: 'block',
    stage: 'enforce',
    obligations: [],
    reasons: [],
    policyVersion: '1',
    marks: [],
  } as const;
  const blocked = { ...decision, obligations: [], reasons: [], marks: [] };
  const capability = capabilityOf(name);
  expect(express(blocked, name, capability)).toEqual(express(blocked, unheard(name), capability));
  expect(replyTo(name, blocked, capability)).toEqual(replyTo(unheard(name), blocked, capability));
});

it('a key that is a prototype to an object literal is data to us', () => {
  const payload =
    '{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"__proto__":{"command":"cat /etc/x"}}}';
  expect(readHook(payload, testContext()).kind).toBe('unreadable');
});
