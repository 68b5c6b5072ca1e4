import { expect, test } from 'vitest';
import { foldAwk } from './fold-awk.ts';

test.each([
  ['print "a" "b" "c"', 'print "abc"'],
  ['f = ENVIRON["HOME"] "/x"; getline < f', '; getline < "/home/u/x"'],
  ['x = sprintf("%s/%c%d", "a", 46, 7); print x', '; print "a/.7"'],
  ['print substr("abcdef", 2, 3) toupper("x")', 'print "bcdX"'],
  // Set twice, a variable is not one text.
  ['x = "a"; x = x "b"; print x', 'x = (0+1); x = x "b"; print x'],
  ['print $1, x "b"', 'print $1, x "b"'],
])('`%s` becomes `%s`', (program, folded) => {
  expect(foldAwk(program, '/home/u').replaceAll(/\s+/g, ' ').trim()).toBe(folded);
});

// A relapse shows as a test that does not end.
test('a program of nothing but pieces is folded in bounded work', () => {
  for (const piece of ['"a" ', 'x="a";', 'sprintf("%s",', 'a   =', 'substr("a",1,']) {
    expect(foldAwk(piece.repeat(4096 / piece.length), '/home/u').length).toBeLessThan(100_000);
  }
});
