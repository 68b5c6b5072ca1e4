import type { Component, ComponentFile, ComponentKind } from './component-report.ts';

/** What a single file is to a client, by its name and the folder it lies in. */
export type FileRole =
  | 'skill'
  | 'agent'
  | 'command'
  | 'memory'
  | 'plugin'
  | 'marketplace'
  | 'hooks'
  | 'mcp-config'
  | 'bundle'
  | 'tools-list'
  | 'settings'
  | 'package'
  | 'requirements'
  | 'script'
  | 'markdown'
  | 'other';

const BY_NAME: readonly (readonly [RegExp, FileRole])[] = [
  [/(?:^|\/)skill\.md$/i, 'skill'],
  [/(?:^|\/)\.claude-plugin\/plugin\.json$|(?:^|\/)plugin\.json$/i, 'plugin'],
  [/(?:^|\/)marketplace\.json$/i, 'marketplace'],
  [/(?:^|\/)hooks\.json$/i, 'hooks'],
  [
    /(?:^|\/)(?:\.?mcp|\.?claude|managed-mcp|claude_desktop_config|mcp[-_.]?(?:settings|servers|config))\.json$/i,
    'mcp-config',
  ],
  [/(?:^|\/)manifest\.json$/i, 'bundle'],
  [/(?:^|\/)tools(?:[-_.]list)?\.json$/i, 'tools-list'],
  [/(?:^|\/)(?:settings|settings\.local|managed-settings)\.json$/i, 'settings'],
  [/(?:^|\/)package\.json$/i, 'package'],
  [/(?:^|\/)(?:requirements[\w.-]*\.txt|pyproject\.toml|setup\.py)$/i, 'requirements'],
  [/(?:^|\/)(?:claude(?:\.local)?|agents|gemini)\.md$|(?:^|\/)\.(?:cursor|windsurf)rules$/i, 'memory'],
  [/(?:^|\/)agents\/[^/]+\.md$/i, 'agent'],
  [/(?:^|\/)commands\/(?:[^/]+\/)?[^/]+\.md$/i, 'command'],
  [
    /\.(?:sh|bash|zsh|fish|py|pyw|js|cjs|mjs|ts|cts|mts|jsx|tsx|ps1|psm1|bat|cmd|rb|pl|php|lua|go|rs|applescript)$/i,
    'script',
  ],
  [/\.(?:md|mdx|markdown|txt|rst)$/i, 'markdown'],
];

export const roleOf = (path: string): FileRole => {
  const plain = path.replaceAll('\\', '/');
  return BY_NAME.find(([pattern]) => pattern.test(plain))?.[1] ?? 'other';
};

/** The order says which kind a folder is that holds several: a plugin that brings skills is a plugin. */
const KINDS: readonly (readonly [FileRole, ComponentKind])[] = [
  ['marketplace', 'marketplace'],
  ['plugin', 'plugin'],
  ['hooks', 'plugin'],
  ['skill', 'skill'],
  ['bundle', 'mcp-bundle'],
  ['tools-list', 'tools-list'],
  ['mcp-config', 'mcp-config'],
  ['settings', 'settings'],
  ['agent', 'skill'],
  ['command', 'skill'],
];

export const kindOf = (roles: readonly FileRole[]): ComponentKind =>
  KINDS.find(([role]) => roles.includes(role))?.[1] ?? 'unknown';

const NAMED_BY_PATH: Partial<Record<FileRole, Component['kind']>> = {
  skill: 'skill',
  agent: 'agent',
  command: 'command',
};

/** A name for what its file alone makes a component; names from inside the files come from their readers. */
export const componentFromPath = ({ path }: ComponentFile): Component | undefined => {
  const role = roleOf(path);
  const kind = NAMED_BY_PATH[role];
  if (kind === undefined) return undefined;
  const parts = path.replaceAll('\\', '/').split('/');
  const last = (parts.at(-1) ?? path).replace(/\.md$/i, '');
  return { kind, name: role === 'skill' ? (parts.at(-2) ?? last) : last, path };
};
