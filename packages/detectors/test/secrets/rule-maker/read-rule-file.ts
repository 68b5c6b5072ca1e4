/** Reads the part of TOML that the rule file uses: tables, strings in three quotations, numbers and lists of strings. */

export type TomlTable = Record<string, string | number | readonly string[]>;
export type RuleTable = { readonly fields: TomlTable; readonly allowlists: readonly TomlTable[] };
export type RuleFile = { readonly allowlist: TomlTable; readonly rules: readonly RuleTable[] };

const SCALAR = /'''([^]*?)'''|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|(-?\d+(?:\.\d+)?)/y;
const BLANK = /(?:\s|#[^\n]*)*/y;
const HEADER = /\[\[?([\w.]+)\]\]?/y;
const KEY = /([\w-]+)[ \t]*=[ \t]*/y;

export const readRuleFile = (source: string): RuleFile => {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const hit = pattern.exec(source);
    if (hit !== null) at = pattern.lastIndex;
    return hit;
  };
  const scalar = (): string | number => {
    const hit = take(SCALAR);
    if (hit === null) throw new Error(`rule file: no value at offset ${at}`);
    if (hit[4] !== undefined) return Number(hit[4]);
    // A basic string's escapes are JSON's for what the file holds.
    if (hit[2] !== undefined) return String(JSON.parse(`"${hit[2]}"`));
    return hit[1] ?? hit[3] ?? '';
  };
  const list = (): readonly string[] => {
    const items: string[] = [];
    for (take(/\[/y); take(BLANK), source[at] !== ']'; take(/,/y)) items.push(String(scalar()));
    at++;
    return items;
  };
  const allowlist: TomlTable = {};
  const rules: { fields: TomlTable; allowlists: TomlTable[] }[] = [];
  let table: TomlTable = {};
  while ((take(BLANK), at < source.length)) {
    const header = take(HEADER);
    if (header !== null) {
      table = header[1] === 'allowlist' ? allowlist : {};
      if (header[1] === 'rules') rules.push({ fields: table, allowlists: [] });
      if (header[1] === 'rules.allowlists') rules.at(-1)?.allowlists.push(table);
      continue;
    }
    const key = take(KEY)?.[1];
    if (key === undefined) throw new Error(`rule file: no key at offset ${at}`);
    table[key] = source[at] === '[' ? list() : scalar();
  }
  return { allowlist, rules };
};
