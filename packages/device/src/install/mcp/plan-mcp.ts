/**
 * Puts our relay in front of every MCP server that a person added to their clients, and takes it away again. A server that
 * a list keeps from starting, or that nobody can say what it starts, keeps its words and is named. It must never change
 * what is not a server's `command` and `args`, and never the words behind `--`.
 */
import { applyEdits, type Edit } from 'jsonc-parser';
import { append, remove, valueAt } from '../edit-document.ts';
import { readFileState } from '../file-state.ts';
import {
  refused,
  type FileEdit,
  type InstallEnvironment,
  type InstallWarning,
  type PlanOutcome,
} from '../install-plan.ts';
import { sha256Hex, type InstallRecord, type RecordedFile } from '../install-record.ts';
import {
  changeable,
  diffOf,
  earlierRecord,
  isOutcome,
  newRecord,
  originalBytes,
  planOf,
  recordEdit,
  recordedFile,
  sameBytes,
} from '../plan-parts.ts';
import {
  bytesOfSettings,
  parseSettings,
  type ReadLimits,
  type SettingsDocument,
} from '../settings-document.ts';
import type { RemoteServer } from '../../mcp-gateway/http/remote-servers.ts';
import { gatewayAddresses, withoutRegistration, type GatewayAddresses } from './gateway-addresses.ts';
import type { McpEnvironment } from './mcp-environment.ts';
import { isStandIn, standBefore, withoutStandIns } from './project-servers.ts';
import { listingOf, listingOfUrl, readServerLists, sameWords, type ServerLists } from './server-lists.ts';
import {
  SERVER_FILE_LIMITS,
  serverFiles,
  serversIn,
  type ServerFile,
  type ServerNode,
} from './server-tables.ts';
import {
  isRelayed,
  OUR_ADDRESS,
  readServer,
  throughGateway,
  unwrapEdits,
  wrapEdits,
} from './wrapped-server.ts';

interface OpenFile {
  readonly path: string;
  readonly realPath: string;
  readonly bytes: Uint8Array;
  readonly document: SettingsDocument;
}

/** Undefined: it is not there. */
async function openFile(path: string, limits?: ReadLimits): Promise<OpenFile | PlanOutcome | undefined> {
  const current = changeable(path, await readFileState(path));
  if (isOutcome(current)) return current;
  const { bytes, realPath } = current;
  if (bytes === null) return undefined;
  const parsed = parseSettings(bytes, limits);
  if (parsed.kind === 'invalid')
    return refused(
      'settings-invalid',
      `\`${path}\` is not valid JSON: ${parsed.why}; correct it and run the command again`,
    );
  return { path, realPath, bytes, document: parsed.document };
}

const editOf = ({ path, realPath, bytes }: OpenFile, after: Uint8Array): FileEdit => ({
  path,
  realPath,
  before: bytes,
  after,
  mode: 0o600,
});

const withEdits = ({ document: { text, bom } }: OpenFile, edits: readonly Edit[]): Uint8Array =>
  bytesOfSettings(applyEdits(text, [...edits]), bom);

const keepsItsWords = (name: string, where: string, why: string): InstallWarning => ({
  code: 'server-not-wrapped',
  text: `the server \`${name}\` in ${where} is started as before: ${why}`,
});

interface Wrapping {
  readonly after: Uint8Array;
  /** Servers over HTTP that go through the gateway from now on, or did before. */
  readonly remote: readonly RemoteServer[];
  /** By name. */
  readonly wrapped: readonly string[];
  readonly already: number;
  readonly warnings: readonly InstallWarning[];
  /** New words and addresses that the person's own list has to allow. */
  readonly toAllow: readonly Allowed[];
}

type Allowed = { readonly serverCommand: readonly string[] } | { readonly serverUrl: string };

/** What stands in front of servers. */
interface Fronts {
  readonly relay: readonly string[];
  readonly addressOf: GatewayAddresses['addressOf'];
}

function wrapAll(
  open: OpenFile,
  file: ServerFile,
  lists: ServerLists,
  { relay, addressOf }: Fronts,
): Wrapping {
  const { document, path } = open;
  const remote: RemoteServer[] = [];
  const edits: Edit[] = [];
  const warnings: InstallWarning[] = [];
  const toAllow: Allowed[] = [];
  const wrapped: string[] = [];
  let already = 0;
  for (const { name, node, project } of serversIn(document.root)) {
    const where = project === undefined ? `\`${path}\`` : `\`${path}\` for \`${project}\``;
    const keep = (why: string): void => void warnings.push(keepsItsWords(name, where, why));
    const entry = readServer(node);
    if (entry.kind === 'wrapped') already += 1;
    else if (entry.kind === 'remote' || entry.kind === 'wrapped-remote') {
      const server = { name, url: entry.url };
      const address = isRelayName(name) ? addressOf(name, entry) : { why: STRANGE_NAME };
      const why = 'why' in address ? address.why : undefined;
      const url = 'url' in address ? address.url : '';
      const listing =
        why === undefined && file.isListed
          ? listingOfUrl(lists, name, entry.url, url)
          : ({ kind: 'free' } as const);
      if (why !== undefined) keep(why);
      else if (listing.kind === 'kept' && entry.kind === 'remote') keep(listing.why);
      else {
        remote.push(server);
        if (entry.kind === 'wrapped-remote' && entry.through === url) already += 1;
        else {
          if (listing.kind === 'allowed-by-words') toAllow.push({ serverUrl: `${url}*` });
          edits.push(...throughGateway(document, node, url));
          wrapped.push(name);
        }
      }
    } else if (entry.kind === 'unclear') keep('what it starts is not written as a program and its words');
    else if (!isRelayName(name)) keep(STRANGE_NAME);
    else {
      const words = [...relay, '--name', name];
      const listing = file.isListed ? listingOf(lists, name, entry.words) : ({ kind: 'free' } as const);
      if (listing.kind === 'kept') {
        keep(listing.why);
        continue;
      }
      if (listing.kind === 'allowed-by-words')
        toAllow.push({ serverCommand: [...words, '--', ...entry.words] });
      edits.push(...wrapEdits(document, node, words));
      wrapped.push(name);
    }
  }
  return { after: withEdits(open, edits), remote, wrapped, already, warnings, toAllow };
}

const STRANGE_NAME = 'its name is too long or has strange characters';

/**
 * A server that says it is behind a relay, which is not the one that is here: an earlier place of ours, or a program of
 * somebody else that has our name. The words behind it get the relay that is here.
 */
function withoutOtherRelays(open: OpenFile, relay: readonly string[]): OpenFile {
  const others = serversIn(open.document.root).filter(({ name, node }) => {
    const entry = readServer(node);
    const isOther = entry.kind === 'wrapped' && !sameWords(entry.relay, [...relay, '--name', name]);
    return isOther && !isStandIn({ node });
  });
  if (others.length === 0) return open;
  const bytes = withEdits(
    open,
    others.flatMap(({ node }) => unwrapEdits(open.document, node)),
  );
  const parsed = parseSettings(bytes, SERVER_FILE_LIMITS);
  if (parsed.kind === 'invalid') throw new Error(`taking out a relay made the file invalid: ${parsed.why}`);
  return { ...open, document: parsed.document };
}

/** What `mcp run --name` takes. */
const isRelayName = (name: string): boolean => name !== '' && name.length <= 200 && !/\p{Cc}/u.test(name);

export async function planMcp(environment: McpEnvironment): Promise<PlanOutcome> {
  const earlier = await earlierRecord(environment.records, 'mcp');
  if (isOutcome(earlier)) return earlier;
  const lists = await readServerLists(environment);
  const edits: FileEdit[] = [];
  const warnings: InstallWarning[] = [];
  const notes: string[] = [];
  const toAllow: Allowed[] = [];
  const remote: RemoteServer[] = [];
  const servers: string[] = [];
  const addresses = gatewayAddresses(environment.gateway);
  if (isOutcome(addresses)) return addresses;
  const fronts: Fronts = { relay: environment.relay, addressOf: addresses.addressOf };
  for (const file of serverFiles(environment)) {
    const open = await openFile(file.path, SERVER_FILE_LIMITS);
    if (open === undefined) continue;
    if (isOutcome(open)) return open;
    const alone = withoutOtherRelays(open, environment.relay);
    const projects = await standBefore(alone.document, environment.relay, lists);
    for (const { name, file: shared, why } of projects.left)
      warnings.push(keepsItsWords(name, `\`${shared}\``, why));
    const current = { ...alone, document: projects.document };
    const wrapping = wrapAll(current, file, lists, fronts);
    remote.push(...wrapping.remote);
    warnings.push(...wrapping.warnings);
    toAllow.push(...wrapping.toAllow);
    servers.push(...projects.added, ...wrapping.wrapped);
    if (!sameBytes(open.bytes, wrapping.after)) edits.push(editOf(open, wrapping.after));
    notes.push(
      `${file.client}: ${wrapping.wrapped.length + projects.added.length} servers are put behind the gateway, ${wrapping.already - projects.added.length} were there already`,
    );
  }
  if (toAllow.length > 0) {
    const allowing = await allowToo(lists.ownFile, toAllow);
    if (isOutcome(allowing)) return allowing;
    edits.push(allowing);
  }
  if (notes.length === 0)
    notes.push('no client of this person has a file with servers; there is nothing to do');
  if (edits.length === 0)
    return planOf({
      action: 'install',
      target: 'mcp',
      edits,
      folders: [],
      diff: '',
      warnings,
      servers,
      notes,
    });
  const registration = await addresses.registration(remote);
  if (isOutcome(registration)) return registration;
  const record = newRecord(environment, 'mcp', earlier, {
    files: filesOf(edits, earlier),
    folders: [],
  });
  return planOf({
    action: 'install',
    target: 'mcp',
    edits: [await recordEdit(environment.records, record, 'mcp'), ...registration, ...edits],
    folders: [],
    diff: diffOf(edits),
    warnings,
    servers,
    notes: [...notes, 'restart the clients: each starts its servers once, at its own start'],
  });
}

/** A file that we changed before and that others changed since has lost the bytes it had: only its entries can go back. */
const filesOf = (edits: readonly FileEdit[], earlier: InstallRecord | null): RecordedFile[] => {
  const now = edits.map((edit) => {
    const known = earlier?.files.find(({ realPath }) => realPath === edit.realPath);
    const untouched =
      known !== undefined && edit.before !== null && sha256Hex(edit.before) === known.sha256After;
    const original = untouched ? originalBytes(known) : edit.before;
    const rebuilt = known !== undefined && !untouched;
    return recordedFile(edit, original, rebuilt, { deny: [], containers: [] });
  });
  const others =
    earlier?.files.filter(({ realPath }) => edits.every((edit) => edit.realPath !== realPath)) ?? [];
  return [...now, ...others];
};

const LIST = 'allowedMcpServers';

async function allowToo(path: string, words: readonly Allowed[]): Promise<FileEdit | PlanOutcome> {
  const open = await openFile(path);
  if (open === undefined) throw new Error(`\`${path}\` was there a moment ago`);
  if (isOutcome(open)) return open;
  const document = words.reduce(
    (before, allowed) =>
      append(before, [LIST], {
        value: 'serverUrl' in allowed ? { ...allowed } : { serverCommand: [...allowed.serverCommand] },
      }),
    open.document,
  );
  return editOf(open, bytesOfSettings(document.text, document.bom));
}

/** Takes the relay away wherever it stands: in the bytes from before where nobody changed the file since. */
export async function planMcpRemoval(
  environment: Pick<
    InstallEnvironment,
    'records' | 'userHome' | 'variables' | 'platform' | 'managedFolder' | 'gateway'
  >,
): Promise<PlanOutcome> {
  const record = await earlierRecord(environment.records, 'mcp');
  if (isOutcome(record)) return record;
  const { ownFile } = await readServerLists(environment);
  const edits: FileEdit[] = [];
  const places = [
    ...serverFiles(environment).map(({ path }) => ({
      path,
      limits: SERVER_FILE_LIMITS,
      without: withoutRelay,
    })),
    { path: ownFile, limits: undefined, without: withoutAllowed },
  ];
  for (const { path, limits, without } of places) {
    const open = await openFile(path, limits);
    if (open === undefined) continue;
    if (isOutcome(open)) return open;
    const after = restored(open, record) ?? without(open);
    if (after !== undefined) edits.push(editOf(open, after));
  }
  const registration = await withoutRegistration(environment.gateway);
  if (isOutcome(registration)) return registration;
  edits.push(...registration);
  if (edits.length === 0 && record === null)
    return refused('not-installed', 'no server is behind the gateway; there is nothing to remove');
  return planOf({
    action: 'uninstall',
    target: 'mcp',
    edits: [...edits, ...(record === null ? [] : [await recordEdit(environment.records, null, 'mcp')])],
    folders: [],
    diff: diffOf(edits),
    warnings: [],
    notes: ['restart the clients so that they start their servers themselves'],
  });
}

function restored({ realPath, bytes }: OpenFile, record: InstallRecord | null): Uint8Array | undefined {
  const file = record?.files.find((known) => known.realPath === realPath);
  if (file === undefined || file.rebuilt || sha256Hex(bytes) !== file.sha256After) return undefined;
  return originalBytes(file) ?? undefined;
}

function withoutRelay(whole: OpenFile): Uint8Array | undefined {
  const open = { ...whole, document: withoutStandIns(whole.document) };
  const wrapped = serversIn(open.document.root).filter(isWrapped);
  if (wrapped.length === 0 && open.document === whole.document) return undefined;
  return withEdits(
    open,
    wrapped.flatMap(({ node }) =>
      readServer(node).kind === 'wrapped'
        ? unwrapEdits(open.document, node)
        : throughGateway(open.document, node, undefined),
    ),
  );
}

const isWrapped = ({ node }: ServerNode): boolean => readServer(node).kind.startsWith('wrapped');

function withoutAllowed(open: OpenFile): Uint8Array | undefined {
  const list = valueAt(open.document, [LIST]);
  if (!Array.isArray(list)) return undefined;
  // From the last one on, so that the places of the others stay.
  const ours = list.flatMap((item: unknown, index) => (isRelayItem(item) ? [index] : [])).reverse();
  if (ours.length === 0) return undefined;
  const document = ours.reduce((before, index) => remove(before, [LIST, index]), open.document);
  return bytesOfSettings(document.text, document.bom);
}

const isRelayItem = (item: unknown): boolean => {
  if (typeof item === 'object' && item !== null && 'serverUrl' in item)
    return typeof item.serverUrl === 'string' && OUR_ADDRESS.test(item.serverUrl);
  const words: unknown =
    typeof item === 'object' && item !== null && 'serverCommand' in item ? item.serverCommand : [];
  return Array.isArray(words) && words.every((word) => typeof word === 'string') && isRelayed(words);
};
