import type { Action, AskedRule, Binding, Grant, GrantPattern } from '@sallyport/action-model';

/** What a grant has to be about to cover an action: the value of each pattern that fits it. */
export type GrantValues = Readonly<Partial<Record<GrantPattern, string>>>;

/** Kinds whose whole meaning is the machine they go to. */
const BY_HOST: ReadonlySet<Action['kind']> = new Set(['web.fetch', 'net.connect', 'net.download']);
const BY_PATH: ReadonlySet<Action['kind']> = new Set(['file.read', 'file.list', 'file.write']);

/**
 * How wide a standing grant of this very action may be. Nothing that is open-ended, can't be undone or takes two people
 * gets one; and a pattern that leaves open what would run is none.
 */
export function grantValues(
  actions: readonly Action[],
  binding: Binding,
  rules: readonly AskedRule[],
): GrantValues {
  if (binding.openEnded.length > 0) return {};
  if (actions.some(({ effects }) => effects.includes('irreversible'))) return {};
  if (rules.some(({ terms }) => terms.twoPerson)) return {};
  const { cwd, arguments: digest, files } = binding;
  const same = JSON.stringify([
    cwd,
    digest,
    files.map((file) => [file.resolved, file.dev, file.ino, file.sha256]),
  ]);
  const [action, ...others] = actions;
  if (action === undefined || others.length > 0) return { same };
  const [host, ...otherHosts] = new Set(action.hosts.map((each) => each.host));
  const [path, ...otherPaths] = action.paths;
  return {
    same,
    ...(BY_HOST.has(action.kind) && host !== undefined && otherHosts.length === 0 ? { host } : {}),
    ...(BY_PATH.has(action.kind) &&
    path !== undefined &&
    otherPaths.length === 0 &&
    path.certain &&
    !path.glob
      ? { path: folderOf(path.resolved ?? path.path) }
      : {}),
  };
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Does this grant cover one rule that asked about an action with these values? */
export function covers(
  grant: Grant,
  rule: Pick<AskedRule, 'policy' | 'rule'>,
  kind: Action['kind'],
  binding: Binding,
  values: GrantValues,
  nowMs: number,
): boolean {
  if (grant.revoked !== undefined || grant.uses >= grant.maxUses || Date.parse(grant.expiresAt) <= nowMs)
    return false;
  if (grant.user !== binding.user || grant.uid !== binding.uid || grant.tool !== binding.tool) return false;
  if (grant.kind !== kind || grant.policyVersion !== binding.policyVersion) return false;
  if (!grant.rules.some((each) => each.policy === rule.policy && each.rule === rule.rule)) return false;
  const value = values[grant.pattern];
  if (value === undefined) return false;
  // A folder covers what lies below it.
  return grant.pattern === 'path' ? value.startsWith(grant.value) : value === grant.value;
}
