import { RE2JS } from 're2js';

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: RE2JS; readonly size: number }
  | { readonly ok: false; readonly why: string };

/** Work on a text grows with the program: this is some twenty times what such patterns have. */
const MAX_PROGRAM = 1000;

/** What no linear-time engine can do, said in the words of whoever wrote the pattern. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [
    /\(\?(?:[=!]|<[=!])/,
    'looks ahead or behind, which is not supported since it can take endless time; say with `near` which word must stand beside it, or match what stands beside it too',
  ],
  [
    /\\[1-9]|\\k[<{']|\(\?P=/,
    'refers back to what a group matched, which is not supported since it can take endless time; write the alternatives out',
  ],
  [/\(\?>|[*+?}]\+/, 'has an atomic or possessive part, which this engine needs not; take the mark away'],
];

/** `^` and `$` stand for the ends of a line. */
export const compilePattern = (source: string, ignoreCase: boolean): CompiledPattern => {
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(source, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
  } catch (error) {
    const known = UNSUPPORTED.find(([shape]) => shape.test(source));
    if (known !== undefined) return { ok: false, why: known[1] };
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, why: `can't be read: ${message.replace(/^error parsing regexp: /, '')}` };
  }
  const size = pattern.programSize();
  if (size > MAX_PROGRAM)
    return {
      ok: false,
      why: `is too large (${size} steps, at most ${MAX_PROGRAM}); use smaller repeats, or several detectors`,
    };
  if (matchesNothing(pattern))
    return {
      ok: false,
      why: 'matches an empty text, so it would be found everywhere; say what must be there',
    };
  return { ok: true, pattern, size };
};

const matchesNothing = (pattern: RE2JS): boolean =>
  ['', 'a', ' a b1\n\n-'].some((probe) => {
    for (const match of pattern.matchAll(probe)) if (match[0] === '') return true;
    return false;
  });
