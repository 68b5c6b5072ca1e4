import type { Token } from './string-literals.ts';

const ENDS = new WeakMap<readonly Token[], Int32Array>();

/**
 * Where the element that a token belongs to ends: at the next comma or closing bracket that is its own. Worked out
 * once for all tokens, since calls in calls ask for it again at each of them.
 */
export function elementEnd(tokens: readonly Token[], from: number): number {
  let ends = ENDS.get(tokens);
  if (!ends) ENDS.set(tokens, (ends = elementEnds(tokens)));
  return ends[from] ?? tokens.length;
}

function elementEnds(tokens: readonly Token[]): Int32Array {
  const { length } = tokens;
  const ends = new Int32Array(length + 1).fill(length);
  const partners = closingBrackets(tokens);
  for (let at = length - 1; at >= 0; at--) {
    const token = tokens[at];
    const sign = token?.kind === 'sign' ? token.value : '';
    if (sign === ',' || sign === ')' || sign === ']') ends[at] = at;
    else ends[at] = ends[OPENS.has(sign) ? Math.min(length, (partners[at] ?? length) + 1) : at + 1] ?? length;
  }
  return ends;
}

/** Brackets are paired by depth alone, whatever their kind, as hastily written code has them. */
function closingBrackets(tokens: readonly Token[]): Int32Array {
  const partners = new Int32Array(tokens.length).fill(tokens.length);
  const open: number[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'sign') continue;
    if (OPENS.has(token.value)) open.push(at);
    else if (CLOSES.has(token.value)) {
      const start = open.pop();
      if (start !== undefined) partners[start] = at;
    }
  }
  return partners;
}

const OPENS = new Set(['(', '[', '{']);
const CLOSES = new Set([')', ']', '}']);
