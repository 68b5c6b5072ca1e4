import type { ActionKind, PathAccess } from '@sallyport/action-model';
import type { CompiledPolicy, CompiledRule } from '../compiled-policy.ts';
import { shapesOf, type NativeShape } from './native-shape.ts';
import {
  everyHome,
  meansEveryHome,
  permissionPatterns,
  sandboxPaths,
  type NativePlatform,
} from './path-patterns.ts';

/**
 * The rules that the client can keep by itself, where no hook fires (`@file` mentions, typed skills, server
 * start-up) or none is alive. Keys are those of the client's settings. What is compiled never denies more than the
 * rule: a rule with an exception is left out and named, unless its author wrote `native` for it. A settings file
 * stands in a person's way when it is long, so of `~*` only the user's own home is compiled; `native` entries, which
 * an author chose, are for every home.
 */
export interface NativeControls {
  readonly permissionsDeny: readonly string[];
  readonly sandbox: {
    readonly filesystem: { readonly denyRead: readonly string[]; readonly denyWrite: readonly string[] };
    readonly network: { readonly deniedDomains: readonly string[] };
  };
  readonly notCompiled: readonly NotCompiled[];
}

export interface NotCompiled {
  readonly policy: string;
  readonly rule: string;
  readonly why: string;
}

export interface NativeOptions {
  /** Where the settings will be used: paths that only other systems have are left out. */
  readonly platform?: string;
}

interface Collected {
  readonly platform: NativePlatform | undefined;
  readonly deny: Set<string>;
  readonly denyRead: Set<string>;
  readonly denyWrite: Set<string>;
  readonly deniedDomains: Set<string>;
}

const platformOf = (name: string | undefined): NativePlatform | undefined => {
  if (name === undefined) return undefined;
  // Other systems have the folders of Linux.
  return name === 'darwin' || name === 'win32' ? name : 'linux';
};

export const compileNative = (policy: CompiledPolicy, options: NativeOptions = {}): NativeControls => {
  const into: Collected = {
    platform: platformOf(options.platform),
    deny: new Set(),
    denyRead: new Set(),
    denyWrite: new Set(),
    deniedDomains: new Set(),
  };
  const notCompiled: NotCompiled[] = [];
  for (const document of policy.documents) {
    for (const rule of document.rules) {
      if (rule.verdict === 'allow' || rule.verdict === 'warn') continue;
      for (const why of compileRule(rule, policy, into))
        notCompiled.push({ policy: document.id, rule: rule.id, why });
    }
  }
  return {
    permissionsDeny: [...into.deny].toSorted(),
    sandbox: {
      filesystem: { denyRead: [...into.denyRead].toSorted(), denyWrite: [...into.denyWrite].toSorted() },
      network: { deniedDomains: [...into.deniedDomains].toSorted() },
    },
    notCompiled,
  };
};

const compileRule = (rule: CompiledRule, policy: CompiledPolicy, into: Collected): readonly string[] => {
  if (rule.verdict !== 'block') return [`the client has no control that means \`${rule.verdict}\``];
  if (rule.document.stage !== 'enforce') return ['the policy is not enforced everywhere yet'];
  const [limit] = LIMITS.filter((key) => rule.declared[key] !== undefined);
  if (limit !== undefined)
    return [`the client has no control that counts only sometimes, as \`${limit}\` says`];
  if (rule.declared.native !== undefined) {
    for (const entry of rule.declared.native)
      for (const each of withEveryHome(entry, into.platform)) into.deny.add(each);
    return [];
  }
  const left = new Set<string>();
  const without: ActionKind[] = [];
  for (const kind of rule.kinds) {
    const condition = policy.kinds[kind]?.rules.find((each) => each.rule === rule)?.condition;
    if (condition === undefined) return ['the rule has no condition'];
    const read = shapesOf(condition.ast);
    for (const why of read.left) left.add(why);
    for (const shape of read.shapes) {
      if (shape.kind === 'paths' && shape.patterns.some(meansEveryHome)) left.add(OTHER_HOMES);
      const why = add(shape, kind, into);
      if (why === NO_SUCH_RULE) without.push(kind);
      else if (why !== undefined) left.add(why);
    }
  }
  const kinds = [...new Set(without)].map((kind) => `\`${kind}\``).join(', ');
  return kinds === '' ? [...left] : [...left, `the client has no such rule for ${kinds}`];
};

const LIMITS = ['expires', 'schedule', 'rateLimit', 'judge'] as const;

const OTHER_HOMES = 'homes of other people: their entries would make the settings several times as long';

/** Stands for a sentence that names all kinds at once. */
const NO_SUCH_RULE = 'no such rule';

/** `Read(~*\/x)` for every home; other entries as they stand. */
const withEveryHome = (entry: string, platform: NativePlatform | undefined): readonly string[] => {
  const match = /^([A-Za-z]+\()(~\*.*)(\))$/u.exec(entry);
  if (match === null) return [entry];
  const [, before = '', path = '', after = ''] = match;
  return everyHome(path, platform).map((each) => before + each + after);
};

const concerns = (accesses: readonly PathAccess[] | undefined, access: PathAccess): boolean =>
  accesses === undefined || accesses.includes(access);

const add = (shape: NativeShape, kind: ActionKind, into: Collected): string | undefined => {
  if (shape.kind === 'tools') {
    for (const name of shape.names) into.deny.add(name);
    return undefined;
  }
  return shape.kind === 'hosts' ? addHosts(shape.domains, kind, into) : addPaths(shape, kind, into);
};

const addHosts = (domains: readonly string[], kind: ActionKind, into: Collected): string | undefined => {
  if (kind === 'web.fetch') {
    for (const domain of domains) into.deny.add(`WebFetch(domain:${domain})`);
    return 'names below a denied domain: the client’s WebFetch rule means one host';
  }
  if (kind !== 'shell.run') return NO_SUCH_RULE;
  for (const domain of domains) {
    into.deniedDomains.add(domain);
    into.deniedDomains.add(`*.${domain}`);
  }
  return undefined;
};

const addPaths = (
  { patterns, accesses }: NativeShape & { readonly kind: 'paths' },
  kind: ActionKind,
  into: Collected,
): string | undefined => {
  const permissions = (tool: string): void => {
    for (const pattern of patterns)
      for (const each of permissionPatterns(pattern, into.platform)) into.deny.add(`${tool}(${each})`);
  };
  if (kind === 'file.read' || kind === 'file.write') {
    if (concerns(accesses, kind === 'file.read' ? 'read' : 'write'))
      permissions(kind === 'file.read' ? 'Read' : 'Edit');
    return undefined;
  }
  // The client's Read and Edit rules would say too much for listing or deleting alone.
  if (kind !== 'shell.run') return NO_SUCH_RULE;
  const plain = patterns.map((pattern) => sandboxPaths(pattern, into.platform));
  for (const path of plain.flatMap((paths) => paths ?? [])) {
    if (concerns(accesses, 'read')) into.denyRead.add(path);
    if (concerns(accesses, 'write')) into.denyWrite.add(path);
  }
  return plain.includes(undefined)
    ? 'commands: the client’s sandbox takes plain paths, not patterns'
    : undefined;
};
