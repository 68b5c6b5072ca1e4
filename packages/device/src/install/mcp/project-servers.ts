/**
 * Servers of a `.mcp.json`, which a project shares with everybody and which is nobody's to rewrite. The client takes a person's
 * own server for one of the project's that has the same name (measured on both versions), so one stands there with our
 * relay in front. INVARIANT: only for servers that this person has said yes to; the client asks about all others as before.
 */
import { applyEdits, findNodeAtLocation, getNodeValue, type Edit, type Node } from 'jsonc-parser';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { readFileState } from '../file-state.ts';
import { insertEdits } from '../jsonc-insert.ts';
import { removeEdits } from '../jsonc-remove.ts';
import type { JsonValue } from '../json-value.ts';
import { bytesOfSettings, parseSettings, type SettingsDocument } from '../settings-document.ts';
import { listingOf, type ServerLists } from './server-lists.ts';
import { membersOf, SERVER_FILE_LIMITS, serversAt, serversIn, type ServerNode } from './server-tables.ts';
import { readServer, wrappedValue } from './wrapped-server.ts';

/** A relay that has this word stands before a project's server; nothing of the person's own is behind it. */
const OF_PROJECT = '--project';
const MAX_PROJECTS = 1000;

type StandIn = { readonly project: string; readonly name: string; readonly value: Record<string, JsonValue> };

export interface ProjectServers {
  readonly document: SettingsDocument;
  /** The names of those that stand there now and did not before. */
  readonly added: readonly string[];
  /** Servers that the client starts itself, each with why. */
  readonly left: readonly { readonly name: string; readonly file: string; readonly why: string }[];
}

export async function standBefore(
  document: SettingsDocument,
  relay: readonly string[],
  lists: ServerLists,
): Promise<ProjectServers> {
  const wanted: StandIn[] = [];
  const left: { name: string; file: string; why: string }[] = [];
  for (const [project, node] of membersOf(findNodeAtLocation(document.root, ['projects'])).slice(
    0,
    MAX_PROJECTS,
  )) {
    if (!isAbsolute(project)) continue;
    const isApproved = await saidYes(project, node);
    const file = join(project, '.mcp.json');
    const own = new Set(
      serversAt(node)
        .filter((server) => !isStandIn(server))
        .map(({ name }) => name),
    );
    for (const { name, node: shared } of await serversOfFile(file)) {
      if (!isApproved(name) || own.has(name)) continue;
      const entry = readServer(shared);
      const listing =
        entry.kind === 'program'
          ? listingOf(lists, name, entry.words)
          : { kind: 'kept' as const, why: 'what it starts is not written as a program and its words' };
      if (entry.kind !== 'program' || listing.kind !== 'free')
        left.push({
          name,
          file,
          why: listing.kind === 'kept' ? listing.why : 'a list allows it by its words',
        });
      else
        wanted.push({ project, name, value: wrappedValue(shared, [...relay, OF_PROJECT, '--name', name]) });
    }
  }
  const present = serversIn(document.root).filter(isStandIn);
  const isKnown = (one: StandIn): boolean =>
    present.some(
      ({ project, name, node }) =>
        project === one.project &&
        name === one.name &&
        JSON.stringify(getNodeValue(node)) === JSON.stringify(one.value),
    );
  const added = wanted.filter((one) => !isKnown(one)).map(({ name }) => name);
  if (added.length === 0 && wanted.length === present.length) return { document, added, left };
  const without = withoutStandIns(document);
  return { document: wanted.reduce(withStandIn, without), added, left };
}

/** The same file without what stands before servers of projects. */
export function withoutStandIns(document: SettingsDocument): SettingsDocument {
  let now = document;
  for (;;) {
    const found = serversIn(now.root).find(isStandIn);
    const property = found?.node.parent;
    if (property?.parent === undefined) return now;
    now = edited(now, removeEdits(now.text, property.parent, property));
  }
}

export const isStandIn = ({ node }: Pick<ServerNode, 'node'>): boolean => {
  const entry = readServer(node);
  return entry.kind === 'wrapped' && entry.relay.includes(OF_PROJECT);
};

function withStandIn(document: SettingsDocument, { project, name, value }: StandIn): SettingsDocument {
  const node = findNodeAtLocation(document.root, ['projects', project]);
  const servers = node === undefined ? undefined : findNodeAtLocation(node, ['mcpServers']);
  if (node === undefined) throw new Error(`the project ${project} was there a moment ago`);
  return edited(
    document,
    servers?.type === 'object'
      ? insertEdits(document.text, servers, { key: name, value }, document.style)
      : insertEdits(document.text, node, { key: 'mcpServers', value: { [name]: value } }, document.style),
  );
}

/** What clients keep a person's word on a project's servers as, wherever they keep it. */
const Word = z.object({
  enabledMcpjsonServers: z.array(z.string()).catch([]).default([]),
  disabledMcpjsonServers: z.array(z.string()).catch([]).default([]),
  enableAllProjectMcpServers: z.boolean().catch(false).default(false),
});

/** Earlier clients kept it in their own file, later ones take it from there into the project's local settings. */
async function saidYes(project: string, node: Node): Promise<(name: string) => boolean> {
  const local = await readFileState(join(project, '.claude', 'settings.local.json'));
  const parsed = local.kind === 'file' ? parseSettings(local.bytes) : undefined;
  const words = [node, ...(parsed?.kind === 'document' ? [parsed.document.root] : [])].flatMap((each) => {
    const word = Word.safeParse(getNodeValue(each));
    return word.success ? [word.data] : [];
  });
  const [yes, no] = [
    new Set(words.flatMap(({ enabledMcpjsonServers }) => enabledMcpjsonServers)),
    new Set(words.flatMap(({ disabledMcpjsonServers }) => disabledMcpjsonServers)),
  ];
  const isAll = words.some(({ enableAllProjectMcpServers }) => enableAllProjectMcpServers);
  return (name) => (isAll || yes.has(name)) && !no.has(name);
}

/** None where the file can't be read: then the client starts none either, or one that is not ours to guess. */
async function serversOfFile(file: string): Promise<readonly ServerNode[]> {
  const state = await readFileState(file);
  if (state.kind !== 'file') return [];
  const parsed = parseSettings(state.bytes);
  return parsed.kind === 'invalid' ? [] : serversAt(parsed.document.root);
}

const edited = (document: SettingsDocument, edits: readonly Edit[]): SettingsDocument => {
  const bytes = bytesOfSettings(applyEdits(document.text, [...edits]), document.bom);
  const parsed = parseSettings(bytes, SERVER_FILE_LIMITS);
  if (parsed.kind === 'invalid') throw new Error(`an edit made the file invalid: ${parsed.why}`);
  return { ...parsed.document, style: document.style };
};
