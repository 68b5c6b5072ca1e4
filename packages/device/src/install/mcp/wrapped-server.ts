/**
 * One server in a client's configuration, started through `sallyport mcp run`: what the client starts becomes our relay, and
 * what it started before stands behind `--`, in the file's own bytes. So taking it out again needs nothing but the entry
 * itself, whatever else changed in the file since.
 */
import type { Edit, Node } from 'jsonc-parser';
import { findNodeAtLocation, getNodeValue } from 'jsonc-parser';
import { basename } from 'node:path';
import type { JsonValue } from '../json-value.ts';
import { insertEdits } from '../jsonc-insert.ts';
import { removeEdits } from '../jsonc-remove.ts';
import type { SettingsDocument } from '../settings-document.ts';

export type ServerEntry =
  | { readonly kind: 'program'; readonly words: readonly string[] }
  /** Started by our relay; `words` is what stands behind `--`. */
  | { readonly kind: 'wrapped'; readonly words: readonly string[]; readonly relay: readonly string[] }
  | { readonly kind: 'remote'; readonly url: string; readonly type: string | undefined }
  /** Reached through our gateway: `url` is the server's own address, `through` what stands before it. */
  | { readonly kind: 'wrapped-remote'; readonly url: string; readonly through: string }
  /** The client may start it all the same: nobody can say what. */
  | { readonly kind: 'unclear' };

const OUR_PROGRAMS: ReadonlySet<string> = new Set(['sallyport', 'sallyport.mjs', 'sallyport.cmd']);

const stringAt = (entry: Node, name: string): string | undefined => {
  const node = findNodeAtLocation(entry, [name]);
  return node?.type === 'string' ? (node.value as string) : undefined;
};

const textsOf = (node: Node | undefined): readonly string[] | undefined => {
  if (node === undefined) return [];
  const items = node.type === 'array' ? (node.children ?? []) : undefined;
  return items?.every(({ type }) => type === 'string')
    ? // Each is a string, as was just seen.
      items.map(({ value }) => value as string)
    : undefined;
};

/** The place of `--` behind `… sallyport mcp run`, or -1. */
const endOfRelay = (words: readonly string[]): number => {
  const order = words.findIndex((word, index) => word === 'mcp' && words[index + 1] === 'run');
  if (order < 1 || order > 2 || !OUR_PROGRAMS.has(basename(words[order - 1] ?? ''))) return -1;
  const end = words.indexOf('--', order);
  return end > 0 && end < words.length - 1 ? end : -1;
};

/** The words with which a client starts a server behind our relay. */
export const isRelayed = (words: readonly string[]): boolean => endOfRelay(words) > 0;

export const readServer = (entry: Node): ServerEntry => {
  const command = stringAt(entry, 'command');
  const args = textsOf(findNodeAtLocation(entry, ['args']));
  if (command !== undefined && command !== '' && args !== undefined) {
    const words = [command, ...args];
    const end = endOfRelay(words);
    return end < 0
      ? { kind: 'program', words }
      : { kind: 'wrapped', words: words.slice(end + 1), relay: words.slice(0, end) };
  }
  const url = stringAt(entry, 'url');
  if (command !== undefined || url === undefined) return { kind: 'unclear' };
  const [, through, own] = THROUGH_GATEWAY.exec(url) ?? [];
  return through === undefined || own === undefined
    ? { kind: 'remote', url, type: stringAt(entry, 'type') }
    : { kind: 'wrapped-remote', url: own, through };
};

/** A fragment never leaves the client, so the server's own address stands there, for people and for the way back. */
const THROUGH_GATEWAY = /^(http:\/\/127\.0\.0\.1:\d{1,5}\/mcp\/[\w-]{32,64}\/[0-9a-f]{16})#(.+)$/s;

/** What a list of allowed servers has of ours. */
export const OUR_ADDRESS = /^http:\/\/127\.0\.0\.1:\d{1,5}\/mcp\/[\w-]{32,64}\/[0-9a-f]{16}\*$/;

/** The edits that put the gateway's address, or another one of it, in front of a server's own. */
export const throughGateway = (
  { text }: SettingsDocument,
  entry: Node,
  through: string | undefined,
): readonly Edit[] => {
  const { offset, length } = nodeOf(entry, 'url');
  // The file's own bytes of the address stay, so that taking the rest away gives them back.
  const source = text.slice(offset + 1, offset + length - 1);
  const own = source.replace(THROUGH_GATEWAY, '$2');
  return [{ offset, length, content: `"${through === undefined ? '' : `${through}#`}${own}"` }];
};

/** The value of a program's entry with `relay` in front, and its other members as they are. */
export const wrappedValue = (entry: Node, relay: readonly string[]): Record<string, JsonValue> => {
  const read = readServer(entry);
  if (read.kind !== 'program') throw new Error('this server starts no program');
  const [command = '', ...own] = relay;
  // Read from JSON as an object, as its kind says.
  const value = getNodeValue(entry) as Record<string, JsonValue>;
  return { ...value, command, args: [...own, '--', ...read.words] };
};

/** The edits that put `relay` in front of a program's words. */
export const wrapEdits = (
  { text, style }: SettingsDocument,
  entry: Node,
  relay: readonly string[],
): readonly Edit[] => {
  const command = nodeOf(entry, 'command');
  const [program = '', ...own] = relay;
  const source = text.slice(command.offset, command.offset + command.length);
  const replaced = { offset: command.offset, length: command.length, content: JSON.stringify(program) };
  const args = findNodeAtLocation(entry, ['args']);
  if (args === undefined) {
    const value = [...own, '--', JSON.parse(source) as string];
    return [replaced, ...insertEdits(text, entry, { key: 'args', value }, style)];
  }
  const words = [...[...own, '--'].map((word) => JSON.stringify(word)), source].join(', ');
  const joint = (args.children?.length ?? 0) > 0 ? ', ' : '';
  return [replaced, { offset: args.offset + 1, length: 0, content: `${words}${joint}` }];
};

/** The edits that take a wrapped server's relay away again. */
export const unwrapEdits = ({ text }: SettingsDocument, entry: Node): readonly Edit[] => {
  const command = nodeOf(entry, 'command');
  const args = nodeOf(entry, 'args');
  const items = args.children ?? [];
  const end = endOfRelay([command.value as string, ...items.map(({ value }) => value as string)]);
  // `end` counts the command, so the item there is what it was before.
  const program = items[end];
  if (end < 0 || program === undefined) throw new Error('this server was not wrapped');
  const programEnd = program.offset + program.length;
  const content = text.slice(program.offset, programEnd);
  const replaced = { offset: command.offset, length: command.length, content };
  const next = items[end + 1];
  if (next === undefined) {
    // Without words of its own it had no list, or an empty one, which says the same.
    if (args.parent === undefined) throw new Error('a list stands outside its server');
    return [replaced, ...removeEdits(text, entry, args.parent)];
  }
  const from = args.offset + 1;
  const to = text.startsWith(', ', programEnd) ? programEnd + 2 : next.offset;
  return [replaced, { offset: from, length: to - from, content: '' }];
};

const nodeOf = (entry: Node, name: string): Node => {
  const node = findNodeAtLocation(entry, [name]);
  if (node === undefined) throw new Error(`the server has no \`${name}\``);
  return node;
};
