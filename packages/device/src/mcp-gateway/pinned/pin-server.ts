/**
 * How a person pins a server to a copy of its package: fetched once, looked at, and started from then on in place of what
 * the registry has. Nothing of what was fetched runs here. Only a person's own hand gets here: the verb and the folder are
 * kept from agents by self-protection.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { keepOfflineEvidence } from '../../offline/offline-evidence.ts';
import type { StateHome } from '../../state-home.ts';
import { readFetch } from './fetch-words.ts';
import { makeNpmCopy, packagesOf, removeCopy, type MadeCopy, type Wanted } from './npm-copy.ts';
import { fetchedBy, openCopies, type OpenCopies } from './open-copies.ts';
import { folderName, type PinnedCopies, type PinnedCopy } from './pinned-copies.ts';
import { compareTrees, type TreeChanges } from './tree-manifest.ts';

/** What a person looks at before a copy takes the place of another. */
export type PinPlan = {
  readonly server: string;
  readonly package: string;
  readonly spec: string;
  readonly before: string | null;
  readonly version: string;
  readonly tree: string;
  readonly files: number;
  /** Packages that would have run something of theirs when they were installed, and have not. */
  readonly scriptsNotRun: readonly string[];
  readonly packages: readonly PackageChange[];
  readonly changes: TreeChanges | null;
};
export type PackageChange = {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
};

export type PinAttempt =
  | { readonly kind: 'failed'; readonly why: string }
  /** The copy that is pinned is whole, and was not to be replaced or is the newest. */
  | { readonly kind: 'as-it-was'; readonly pinned: PinnedCopy }
  | {
      readonly kind: 'fetched';
      readonly plan: PinPlan;
      /** It is another than the one that a person has pinned: somebody has to say yes. */
      readonly needsPerson: boolean;
      readonly apply: () => void;
      readonly drop: () => void;
    };

export type PinRequest = {
  readonly server: string;
  /** The command behind `--`; without one the server must have been seen here. */
  readonly words: readonly string[];
  readonly update: boolean;
};

export async function pinServer(home: StateHome, request: PinRequest): Promise<PinAttempt> {
  const open = openCopies(home);
  if (open === undefined) return failed('nothing ran here yet; run `sallyport up` once');
  const wanted = whatToPin(open, request);
  if ('why' in wanted) return failed(wanted.why);
  const { copies } = open;
  const pinned = copies.find(wanted.name, { ...wanted, args: [] });
  const isWhole = pinned !== undefined && (await copies.stateOf(pinned)).kind === 'intact';
  if (pinned !== undefined && isWhole && !request.update) return { kind: 'as-it-was', pinned };

  const staged = join(home.mcpServers, `.new-${randomUUID()}`);
  const again = pinned !== undefined && !request.update;
  const made = await makeNpmCopy(
    staged,
    again ? { ...wanted, spec: `${pinned.package}@${pinned.version}` } : wanted,
    again ? lockOf(copies, pinned) : undefined,
  );
  if (!made.ok) {
    removeCopy(staged);
    return failed(made.why);
  }
  const { copy } = made;
  if (pinned?.tree === copy.hash && isWhole) {
    removeCopy(staged);
    return { kind: 'as-it-was', pinned };
  }
  return {
    kind: 'fetched',
    plan: planOf(wanted, copy, copies, pinned),
    needsPerson: pinned !== undefined && pinned.tree !== copy.hash,
    apply: () => takePlace(home, open, wanted, copy, pinned),
    drop: () => removeCopy(staged),
  };
}

/** Lets a server fetch its code again when it starts. */
export function unpinServer(home: StateHome, server: string): boolean {
  const copies = openCopies(home)?.copies;
  const all = copies?.all() ?? [];
  const kept = all.filter(({ name }) => name !== server);
  if (copies === undefined || kept.length === all.length) return false;
  copies.keep(kept);
  removeCopy(join(home.mcpServers, folderName(server)));
  record(home, 'mcp-unpinned', { server });
  return true;
}

const failed = (why: string): PinAttempt => ({ kind: 'failed', why });

type Named = Wanted & { readonly name: string };

function whatToPin(open: OpenCopies, { server, words }: PinRequest): Named | { readonly why: string } {
  const [command, ...args] = words;
  if (command !== undefined) {
    const fetch = readFetch(command, args);
    if (fetch === undefined)
      return {
        why: 'a copy can be pinned of a package that `npx`, `npm exec`, `pnpm dlx`, `yarn dlx` or `bunx` fetch by its name, without options that change what runs',
      };
    const { args: _itsOwn, ...wanted } = fetch;
    return { ...wanted, name: server };
  }
  const [only, another] = fetchedBy(open, server);
  if (only !== undefined && another === undefined) return only;
  return {
    why:
      only === undefined
        ? `no server \`${server}\` that fetches a package from npm was seen; name its command: \`sallyport mcp pin ${server} -- npx -y PACKAGE\``
        : `several servers are called \`${server}\`; name the command of one: \`sallyport mcp pin ${server} -- npx -y PACKAGE\``,
  };
}

const LOCK = 'package-lock.json';
const MANIFEST = 'package.json';

/** What an earlier copy was made from, where that is still what it was. */
function lockOf(copies: PinnedCopies, pinned: PinnedCopy) {
  const texts = [MANIFEST, LOCK].map((file) => copies.textOf(pinned, file));
  const [manifest, lock] = texts;
  return manifest === undefined || lock === undefined ? undefined : { [MANIFEST]: manifest, [LOCK]: lock };
}

function planOf(
  wanted: Named,
  copy: MadeCopy,
  copies: PinnedCopies,
  pinned: PinnedCopy | undefined,
): PinPlan {
  const before = pinned === undefined ? undefined : copies.manifestOf(pinned);
  const lock = pinned === undefined ? undefined : copies.textOf(pinned, LOCK);
  const was = lock === undefined ? new Map<string, string>() : packagesOf(lock).versions;
  const is = packagesOf(readFileSync(join(copy.folder, LOCK), 'utf8')).versions;
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return {
    server: wanted.name,
    package: wanted.package,
    spec: wanted.spec,
    before: pinned?.version ?? null,
    version: copy.version,
    tree: copy.hash,
    files: copy.tree.length,
    scriptsNotRun: copy.scripts,
    packages: names
      .filter((name) => was.get(name) !== is.get(name))
      .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null })),
    changes: before === undefined ? null : compareTrees(before, copy.tree),
  };
}

function takePlace(
  home: StateHome,
  { copies }: OpenCopies,
  wanted: Named,
  copy: MadeCopy,
  replaced: PinnedCopy | undefined,
): void {
  const by = userInfo().username;
  const pinned: PinnedCopy = {
    name: wanted.name,
    spec: wanted.spec,
    ...(wanted.bin === undefined ? {} : { bin: wanted.bin }),
    package: wanted.package,
    version: copy.version,
    tree: copy.hash,
    main: copy.main,
    scripts: [...copy.scripts],
    at: new Date().toISOString(),
    by,
  };
  const folder = copies.folderOf(pinned);
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  removeCopy(folder);
  renameSync(copy.folder, folder);
  copies.keepManifest(pinned, copy.tree);
  const others = copies
    .all()
    .filter(({ name, spec, bin }) => name !== pinned.name || spec !== pinned.spec || bin !== pinned.bin);
  copies.keep([...others, pinned]);
  // A relay that runs may still load files of the one that it was started from.
  const kept = new Set(
    [...others, pinned, ...(replaced === undefined ? [] : [replaced])].map(({ tree }) => tree),
  );
  for (const name of readdirSync(dirname(folder)))
    if (!kept.has(name.replace(/\.json$/, ''))) removeCopy(join(dirname(folder), name));
  record(home, 'mcp-pinned', {
    server: pinned.name,
    package: pinned.package,
    version: pinned.version,
    tree: pinned.tree,
    by,
    ...(replaced === undefined ? {} : { before: replaced.version }),
  });
}

const record = (home: StateHome, event: string, detail: Record<string, string>): void =>
  keepOfflineEvidence(home.offlineEvidence, { type: 'lifecycle', event, detail }, new Date());
