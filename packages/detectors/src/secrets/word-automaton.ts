/**
 * Finds many words in one pass (Aho and Corasick), whatever their case. Built once; a pass costs one table look-up a
 * code unit. Only ASCII words: everything else leads back to the start.
 */
export type WordAutomaton = {
  readonly next: Int32Array;
  readonly classOf: Uint8Array;
  /** States from here on end a word. */
  readonly firstEnding: number;
  readonly width: number;
  /** Indexes of the words that end in an ending state, by (state - firstEnding) / width. */
  readonly endings: readonly (readonly number[])[];
};

const ASCII = 128;

export const buildWordAutomaton = (words: readonly string[]): WordAutomaton => {
  const classOf = new Uint8Array(ASCII);
  let width = 1;
  for (const char of new Set(words.join('').toLowerCase())) {
    const unit = char.charCodeAt(0);
    if (unit >= ASCII) throw new Error(`the word list holds \`${char}\`, which is not ASCII`);
    classOf[unit] = width;
    classOf[char.toUpperCase().charCodeAt(0)] = width++;
  }
  const trie: { children: Map<number, number>; ends: number[]; fail: number }[] = [
    { children: new Map(), ends: [], fail: 0 },
  ];
  const node = (state: number): { children: Map<number, number>; ends: number[]; fail: number } => {
    const found = trie[state];
    if (found === undefined) throw new Error('no such state');
    return found;
  };
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (const char of word.toLowerCase()) {
      const kind = classOf[char.charCodeAt(0)] ?? 0;
      let child = node(state).children.get(kind);
      if (child === undefined) {
        child = trie.push({ children: new Map(), ends: [], fail: 0 }) - 1;
        node(state).children.set(kind, child);
      }
      state = child;
    }
    node(state).ends.push(index);
  }
  // Breadth first: where a state fails to is nearer to the start, so it is finished before.
  const order = [0];
  const table: number[][] = [];
  for (const state of order) {
    const { children, fail } = node(state);
    const row = state === 0 ? Array.from({ length: width }, () => 0) : [...(table[fail] ?? [])];
    for (const [kind, child] of children) {
      node(child).fail = state === 0 ? 0 : (row[kind] ?? 0);
      row[kind] = child;
      order.push(child);
    }
    table[state] = row;
    if (state !== 0) node(state).ends.push(...node(fail).ends);
  }
  // Ending states are numbered last, so that the loop asks one comparison.
  const ending = order.filter((state) => node(state).ends.length > 0);
  const numbered = [...order.filter((state) => node(state).ends.length === 0), ...ending];
  const numberOf = new Map(numbered.map((state, index) => [state, index * width]));
  const next = new Int32Array(numbered.length * width);
  for (const [index, state] of numbered.entries())
    for (const [kind, target] of (table[state] ?? []).entries())
      next[index * width + kind] = numberOf.get(target) ?? 0;
  return {
    next,
    classOf,
    width,
    firstEnding: (numbered.length - ending.length) * width,
    endings: ending.map((state) => node(state).ends),
  };
};

/** Kept from call to call, so that a text full of words does not make one after the other. */
const KEPT_HITS = 1 << 17;
let kept = new Int32Array(1024);

/** Where words end: pairs of (end offset, index into `endings`), in order. They stand until the next call. */
export const findWords = (automaton: WordAutomaton, text: string): { hits: Int32Array; count: number } => {
  const { next, classOf, firstEnding, width } = automaton;
  let hits = kept;
  let count = 0;
  let state = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Both reads stay inside their arrays; the fallbacks are for the type alone.
    state = unit < ASCII ? (next[state + (classOf[unit] ?? 0)] ?? 0) : 0;
    if (state < firstEnding) continue;
    if (count + 2 > hits.length) {
      const larger = new Int32Array(hits.length * 2);
      larger.set(hits);
      hits = larger;
      if (hits.length <= KEPT_HITS) kept = hits;
    }
    hits[count++] = at + 1;
    hits[count++] = (state - firstEnding) / width;
  }
  return { hits, count };
};

export const holdsWord = (automaton: WordAutomaton, text: string): boolean => {
  const { next, classOf, firstEnding } = automaton;
  let state = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    state = unit < ASCII ? (next[state + (classOf[unit] ?? 0)] ?? 0) : 0;
    if (state >= firstEnding) return true;
  }
  return false;
};
