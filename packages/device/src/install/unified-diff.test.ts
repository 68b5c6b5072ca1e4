import { expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const lines = (...texts: string[]): string => texts.map((text) => `${text}\n`).join('');

it('shows changed lines with three lines of context each', () => {
  const before = lines('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12');
  const after = before.replace('2\n', 'two\n').replace('12\n', '12\n13\n');
  expect(unifiedDiff('f', before, after)).toBe(
    lines(
      '--- f',
      '+++ f',
      '@@ -1,5 +1,5 @@',
      ' 1',
      '-2',
      '+two',
      ' 3',
      ' 4',
      ' 5',
      '@@ -10,3 +10,4 @@',
      ' 10',
      ' 11',
      ' 12',
      '+13',
    ),
  );
});

it('shows a file that appears, one that goes, and nothing where nothing changes', () => {
  expect(unifiedDiff('f', null, 'a\n')).toBe(lines('--- /dev/null', '+++ f', '@@ -0,0 +1,1 @@', '+a'));
  expect(unifiedDiff('f', 'a\n', null)).toBe(lines('--- f', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-a'));
  expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
});

it('marks a missing line break at the end', () => {
  expect(unifiedDiff('f', 'a', 'a\n')).toContain('\\ No newline at end of file');
});

it('does not pass on what would steer a terminal or turn the reading order', () => {
  const shown = unifiedDiff('f', '', '// \u001b[2J\u202e\n');
  expect(shown).not.toContain('\u001b');
  expect(shown).not.toContain('\u202e');
});
