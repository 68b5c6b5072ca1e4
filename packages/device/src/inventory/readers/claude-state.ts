import { objectOf } from '../../health/read-bounded.ts';
import type { Place, Reading } from '../inventory-item.ts';
import { readServers } from './mcp-servers.ts';
import { membersOf, readStore } from './parse-store.ts';

/** `~/.claude.json`: servers of the person, servers of single projects, and the projects themselves. */
export const readClientState = (text: string, { path }: Place): Reading =>
  readStore(text, (store) => [
    ...readServers(store['mcpServers'], { path, scope: 'user' }, 'mcpServers'),
    ...membersOf(store['projects']).flatMap(([project, value]) =>
      readServers(objectOf(value)['mcpServers'], { path, scope: 'local' }, `projects.${project}.mcpServers`),
    ),
    ...(store['remoteControlAtStartup'] === true
      ? [
          {
            kind: 'remote-control' as const,
            name: 'remote control at every start',
            path,
            scope: 'user' as const,
            at: 'remoteControlAtStartup',
          },
        ]
      : []),
  ]);

/** Absolute paths only; a share of another machine would be asked for over the network. */
export const projectsOf = (state: Readonly<Record<string, unknown>>): readonly string[] =>
  membersOf(state['projects'])
    .map(([project]) => project)
    .filter((project) => /^(?:\/(?!\/)|[A-Za-z]:[\\/])/.test(project));
