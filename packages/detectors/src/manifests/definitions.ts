/** Definitions in canonical text, so that a change since somebody approved them can be seen and shown. */
import type { Node } from 'jsonc-parser';
import { roleOf } from './component-kind.ts';
import type { ComponentFile, Definition, PinnedDefinition, ScanOptions } from './component-report.ts';
import { raise, type Raised } from './raise.ts';
import { itemsOf, membersOf, nodesBelow, readJsonTree, textOf } from './readers/json-tree.ts';
import { SUBJECTS } from './rules/subjects.ts';

/** Every tool and server by its name (`#2` for the second of one name), and every other readable file as a whole. */
export function pinDefinitions(files: readonly ComponentFile[]): readonly Definition[] {
  const seen = new Map<string, number>();
  return definitionsIn(files).map((one) => {
    const key = `${one.path}\n${one.id}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? one : { ...one, id: `${one.id}#${count}` };
  });
}

function definitionsIn(files: readonly ComponentFile[]): readonly Definition[] {
  return files.flatMap((file) => {
    if ('unread' in file) return [];
    const { path, text } = file;
    const whole = {
      id: `file:${path}`,
      path,
      canonical: text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'),
    };
    if (!path.toLowerCase().endsWith('.json') || roleOf(path) === 'package') return [whole];
    const { root } = readJsonTree(text);
    if (root === undefined) return [whole];
    const named = namedParts(root, path);
    return named.length > 0 ? named : [{ ...whole, canonical: canonicalOf(root) }];
  });
}

function namedParts(root: Node, path: string): readonly Definition[] {
  const parts: Definition[] = [];
  for (const node of nodesBelow(root)) {
    for (const [key, value] of membersOf(node)) {
      if (key === 'mcpServers')
        for (const [name, server] of membersOf(value))
          parts.push({ id: `server:${name}`, path, canonical: canonicalOf(server) });
      if (key === 'tools')
        for (const tool of itemsOf(value)) {
          const name = textOf(membersOf(tool).get('name'));
          if (name !== undefined) parts.push({ id: `tool:${name}`, path, canonical: canonicalOf(tool) });
        }
    }
  }
  return parts;
}

/** Keys sorted, no white space but line ends between members: the same meaning gives the same text. */
function canonicalOf(node: Node): string {
  const write = (one: Node, indent: string): string => {
    const inner = `${indent}  `;
    if (one.type === 'object') {
      const members = [...membersOf(one)].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      const lines = members.map(([key, value]) => `${inner}${JSON.stringify(key)}: ${write(value, inner)}`);
      return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
    }
    if (one.type === 'array') {
      const lines = itemsOf(one).map((item) => inner + write(item, inner));
      return lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n${indent}]`;
    }
    return JSON.stringify(one.value) ?? 'null';
  };
  return write(node, '');
}

export function compareWithPins(
  files: readonly ComponentFile[],
  { pinned = [], sha256 }: ScanOptions,
): readonly { path: string; raised: Raised }[] {
  if (pinned.length === 0) return [];
  const now = new Map(pinDefinitions(files).map((one) => [`${one.path}\n${one.id}`, one]));
  const found: { path: string; raised: Raised }[] = [];
  const say = (path: string, rule: string, level: 'warn' | 'note', title: string): void => {
    found.push({ path, raised: raise(rule, level, SUBJECTS.change, title, { start: 0, end: 0 }) });
  };
  for (const pin of pinned) {
    const key = `${pin.path}\n${pin.id}`;
    const one = now.get(key);
    now.delete(key);
    if (one === undefined)
      say(pin.path, 'definition-gone', 'note', `The approved ${pin.id} is not there any more`);
    else if (hasChanged(pin, one, sha256))
      say(
        pin.path,
        'definition-changed',
        'warn',
        `${pin.id} changed since it was approved${shownChange(pin, one)}`,
      );
  }
  for (const { id, path } of now.values())
    say(path, 'definition-new', 'warn', `${id} was not there when this was approved`);
  return found;
}

const hasChanged = (pin: PinnedDefinition, now: Definition, sha256: ScanOptions['sha256']): boolean =>
  pin.canonical === undefined
    ? sha256 !== undefined && sha256(now.canonical) !== pin.sha256.toLowerCase()
    : pin.canonical !== now.canonical;

const SHOWN_UNITS = 160;

const shown = (line: string | undefined): string =>
  line === undefined ? 'nothing' : `\`${line.trim().slice(0, SHOWN_UNITS)}\``;

/** The first line that differs, before and after. */
function shownChange({ canonical }: PinnedDefinition, now: Definition): string {
  if (canonical === undefined) return '';
  const before = canonical.split('\n');
  const after = now.canonical.split('\n');
  const at = after.findIndex((line, index) => line !== before[index]);
  return `: ${shown(before[at === -1 ? after.length : at])} became ${shown(after[at])}`;
}
