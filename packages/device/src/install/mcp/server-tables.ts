import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { join } from 'node:path';
import type { InstallEnvironment } from '../install-plan.ts';

/** A file in which a client keeps servers that a person added. */
export interface ServerFile {
  readonly client: 'Claude Code' | 'Claude Desktop';
  readonly path: string;
  /** Claude Code's lists of allowed and denied servers count for what stands in it. */
  readonly isListed: boolean;
}

export interface ServerNode {
  readonly name: string;
  /** The project's folder, where the server is for that folder alone. */
  readonly project?: string;
  readonly node: Node;
}

/** The file holds the client's whole state, so it may be large. */
export const SERVER_FILE_LIMITS = { maxBytes: 64 * 1024 * 1024, editDepth: 6 };

type Environment = Pick<InstallEnvironment, 'userHome' | 'variables' | 'platform'>;

/**
 * Where the person's own servers stand. Left alone: `.mcp.json`, which a project shares with everybody who works on it (see `project-servers.ts`); files
 * of plugins and extensions, which their next update writes anew; and an administrator's `managed-mcp.json`.
 */
export const serverFiles = ({ userHome, variables, platform }: Environment): readonly ServerFile[] => {
  const configFolder = variables['CLAUDE_CONFIG_DIR'];
  return [
    {
      client: 'Claude Code',
      path: join(configFolder === undefined || configFolder === '' ? userHome : configFolder, '.claude.json'),
      isListed: true,
    },
    {
      client: 'Claude Desktop',
      path: join(desktopFolder(userHome, variables, platform), 'claude_desktop_config.json'),
      isListed: false,
    },
  ];
};

const desktopFolder = (
  userHome: string,
  variables: Environment['variables'],
  platform: NodeJS.Platform,
): string => {
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Claude');
  if (platform === 'win32')
    return join(variables['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Claude');
  return join(variables['XDG_CONFIG_HOME'] ?? join(userHome, '.config'), 'Claude');
};

/** Every server of a file: the person's own ones, then those of single projects. */
export const serversIn = (root: Node): readonly ServerNode[] => [
  ...serversAt(root),
  ...membersOf(findNodeAtLocation(root, ['projects'])).flatMap(([project, node]) =>
    serversAt(node).map((server) => ({ ...server, project })),
  ),
];

export const serversAt = (node: Node): readonly ServerNode[] =>
  membersOf(findNodeAtLocation(node, ['mcpServers'])).flatMap(([name, server]) =>
    server.type === 'object' ? [{ name, node: server }] : [],
  );

export const membersOf = (node: Node | undefined): readonly (readonly [string, Node])[] =>
  node?.type !== 'object'
    ? []
    : (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
        key === undefined || value === undefined ? [] : [[key.value as string, value] as const],
      );
