import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/test-context.ts';
import { readHook } from './read-hook.ts';
import { readRanInput } from './read-ran-input.ts';

const ended = (more: object = {}) =>
  JSON.stringify({
    hook_event_name: 'PostToolUse',
    session_id: 's',
    cwd: '/home/ann/elsewhere',
    tool_name: 'Bash',
    tool_use_id: 'toolu_1',
    tool_input: { command: 'cat notes.txt' },
    tool_response: { stdout: 'what it said' },
    ...more,
  });

describe('the input of a tool that has run', () => {
  it('is read as it would have been before, in the folder where it was decided', () => {
    const { reading } = readRanInput(ended(), testContext(), '/home/ann/project');
    const before = readHook(
      { ...JSON.parse(ended()), hook_event_name: 'PreToolUse', cwd: '/home/ann/project' },
      testContext(),
    );
    const paths = [reading, before].map((each) =>
      each.kind === 'actions' ? each.actions.flatMap((action) => action.paths.map(({ path }) => path)) : [],
    );
    expect(paths[0]).toEqual(['/home/ann/project/notes.txt']);
    expect(paths[1]).toEqual(paths[0]);
  });

  it('goes into evidence without the result', () => {
    const { input } = readRanInput(ended({ error: 'what it said' }), testContext(), undefined);
    expect(input).toContain('cat notes.txt');
    expect(input).not.toContain('what it said');
  });

  it.each(['', '[]', 'null', '7', '{"tool_name":7}'])('that is none is unreadable: %s', (bytes) => {
    expect(readRanInput(bytes, testContext(), undefined).reading.kind).toBe('unreadable');
  });
});
