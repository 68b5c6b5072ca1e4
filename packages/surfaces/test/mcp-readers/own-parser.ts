/*
 * A reader of JSON that is none of the ones in use: of two members with one name the first wins, names may be folded or cut,
 * long integers keep all their digits. It stands for the parsers in other languages that do so, and is written apart from
 * the product's own reader.
 */

export interface ParserHabits {
  /** What a member is called to this reader. */
  readonly name: (name: string) => string;
  readonly wins: 'first' | 'last';
}

/** Throws on what is no JSON. */
export const parseWith = (text: string, habits: ParserHabits): unknown => {
  const parser = new Parser(text, habits);
  const value = parser.value(0);
  parser.end();
  return value;
};

const MAX_DEPTH = 2000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// What stands between quotes, a piece at a time; a control character ends it.
const PIECE = /[^"\\\u0000-\u001f]+/y; // eslint-disable-line no-control-regex
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }; // prettier-ignore

class Parser {
  private at = 0;
  private readonly text: string;
  private readonly habits: ParserHabits;
  constructor(text: string, habits: ParserHabits) {
    this.text = text;
    this.habits = habits;
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new Error('too deep');
    this.space();
    const character = this.text[this.at];
    if (character === '{') return this.object(depth);
    if (character === '[') return this.list(depth);
    if (character === '"') return this.string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const)
      // prettier-ignore
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    return this.number();
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw new Error('something behind the end');
  }

  private space(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at += 1;
  }

  private take(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private must(character: string): void {
    if (!this.take(character)) throw new Error(`no ${character}`);
  }

  private object(depth: number): unknown {
    this.must('{');
    const members = new Map<string, unknown>();
    if (!this.take('}')) {
      do {
        this.space();
        const name = this.habits.name(this.string());
        this.must(':');
        const value = this.value(depth + 1);
        if (this.habits.wins === 'last' || !members.has(name)) members.set(name, value);
      } while (this.take(','));
      this.must('}');
    }
    return Object.fromEntries(members);
  }

  private list(depth: number): unknown {
    this.must('[');
    const items: unknown[] = [];
    if (this.take(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.take(','));
    this.must(']');
    return items;
  }

  private string(): string {
    this.must('"');
    let out = '';
    for (;;) {
      PIECE.lastIndex = this.at;
      const [piece = ''] = PIECE.exec(this.text) ?? [];
      out += piece;
      this.at += piece.length;
      const character = this.text[this.at];
      this.at += 1;
      if (character === '"') return out;
      if (character !== '\\') throw new Error('a string without an end');
      const letter = this.text[this.at] ?? '';
      this.at += 1;
      if (letter === 'u') {
        const digits = this.text.slice(this.at, this.at + 4);
        if (!/^[\da-fA-F]{4}$/.test(digits)) throw new Error('no escape');
        out += String.fromCharCode(Number.parseInt(digits, 16));
        this.at += 4;
      } else {
        const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
        if (meant === undefined) throw new Error('no escape');
        out += meant;
      }
    }
  }

  private number(): unknown {
    NUMBER.lastIndex = this.at;
    const [text] = NUMBER.exec(this.text) ?? [];
    if (text === undefined) throw new Error('no value');
    this.at += text.length;
    return /^-?\d+$/.test(text) && text !== '-0' ? BigInt(text) : Number(text);
  }
}
