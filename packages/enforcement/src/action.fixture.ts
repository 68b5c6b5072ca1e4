import { ActionId, type Action, type Origin, type PathUse } from '@sallyport/action-model';

/** A person's call on their own machine, as the hook sees it; a test says what it is about. */
export const originOf = (changes: Partial<Origin> = {}): Origin => ({
  user: 'ann',
  home: '/home/ann',
  groups: [],
  device: 'd',
  os: 'linux',
  tier: 'cooperative',
  agent: 'claude-code',
  surface: 'hook',
  permissionMode: 'default',
  trigger: 'person',
  attended: true,
  proofs: {},
  ...changes,
});

export const pathUse = (path: string, changes: Partial<PathUse> = {}): PathUse => ({
  path,
  given: path,
  access: 'read',
  recursive: false,
  glob: false,
  certain: true,
  ...changes,
});

/** What every action has, with nothing in it. */
export const bare = (id: string, origin: Partial<Origin> = {}) => ({
  id: ActionId.parse(id),
  digest: '0'.repeat(64),
  origin: originOf(origin),
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
  findings: [],
});

/** A read of this file. */
export const readOf = (path: string, id: string, origin: Partial<Origin> = {}): Action => ({
  ...bare(id, origin),
  kind: 'file.read',
  tool: { name: 'Read', provenance: 'built-in', known: true },
  paths: [pathUse(path)],
});
