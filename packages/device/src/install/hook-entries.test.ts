import { describe, expect, it } from 'vitest';
import { hookEntries, isOurHandler, type LastResortTable } from './hook-entries.ts';

const preToolUse = (table: LastResortTable, matcher?: string) =>
  (
    hookEntries(
      [{ event: 'PreToolUse', timeoutSeconds: 5, ...(matcher === undefined ? {} : { matcher }) }],
      (event) => ({ command: '/hook', args: [event] }),
      table,
    ).get('PreToolUse') ?? []
  ).map((group) => [group['matcher'] ?? '*', group.hooks[0]?.['onFailure'] ?? 'continue']);

/** As the client reads a matcher: a list of names, or else an unanchored regular expression. */
const matches = (matcher: unknown, tool: string): boolean => {
  const text = String(matcher);
  if (text === '*') return true;
  return /^[A-Za-z0-9_\- ,|]*$/.test(text) ? text.split('|').includes(tool) : new RegExp(text).test(tool);
};

describe('hookEntries', () => {
  it('needs one entry when all tools fare alike', () => {
    expect(preToolUse({ tools: { Glob: 'open' }, unknownTool: 'open' })).toEqual([['*', 'continue']]);
    expect(preToolUse({ tools: { Bash: 'closed' }, unknownTool: 'closed' }, '*')).toEqual([['*', 'block']]);
  });

  it('gives every tool exactly one entry, and that one its own mode', () => {
    const tools = {
      Bash: 'closed',
      'mcp__a-b__c': 'closed',
      Read: 'open',
      'odd.tool (x)': 'closed',
    } as const;
    for (const unknownTool of ['open', 'closed'] as const) {
      const groups = preToolUse({ tools, unknownTool });
      for (const [tool, mode] of [
        ...Object.entries(tools),
        ['BashOutput', unknownTool],
        ['XBash', unknownTool],
      ]) {
        const modes = groups
          .filter(([matcher]) => matches(matcher, tool ?? ''))
          .map(([, onFailure]) => onFailure);
        expect([tool, modes]).toEqual([tool, [mode === 'closed' ? 'block' : 'continue']]);
      }
    }
  });

  it('leaves an event that asks for some tools only as it asks', () => {
    expect(preToolUse({ tools: { Bash: 'closed' }, unknownTool: 'open' }, 'Write')).toEqual([
      ['Write', 'continue'],
    ]);
  });
});

describe('isOurHandler', () => {
  it('knows our script as a whole word only', () => {
    expect(isOurHandler({ command: '/bin/sh', args: ['/s/hook.sh', 'Stop'] }, ['/s/hook.sh'])).toBe(true);
    expect(isOurHandler({ command: '/s/hook.sh' }, ['/s/hook.sh'])).toBe(true);
    expect(isOurHandler({ command: 'log && /s/hook.sh' }, ['/s/hook.sh'])).toBe(false);
    expect(isOurHandler({ command: '/s/hook.sh.mine' }, ['/s/hook.sh'])).toBe(false);
    for (const odd of [null, 'text', 4, [], { command: 5, args: 'x' }])
      expect(isOurHandler(odd, ['x'])).toBe(false);
  });
});
