import { realpathSync } from 'node:fs';
import { subscribedEvents } from '@sallyport/surfaces';
import type { StateHome } from '../../state-home.ts';
import type { InstallEnvironment } from '../install-plan.ts';

/** What of an installer's surroundings putting servers behind the gateway needs. Plain data: it crosses a thread. */
export type McpEnvironment = Pick<
  InstallEnvironment,
  | 'records'
  | 'userHome'
  | 'variables'
  | 'platform'
  | 'managedFolder'
  | 'relay'
  | 'gateway'
  | 'version'
  | 'now'
> & { readonly marks: readonly string[]; readonly events: readonly { readonly event: string }[] };

/** The words of a relay: a client starts this build's own program again, from wherever it stands itself. */
export const relayWords = (program: readonly [string, string], root: string): readonly string[] => [
  program[0],
  realpathSync(program[1]),
  'mcp',
  'run',
  '--home',
  root,
];

/** Without a port, or with one that is another at each start, servers over HTTP stay as they are. */
export const gatewayAt = (home: StateHome, port: number | undefined): Pick<InstallEnvironment, 'gateway'> =>
  port === undefined || port === 0
    ? {}
    : { gateway: { origin: `http://127.0.0.1:${port}`, serversFile: home.mcpRemoteServers } };

export const mcpEnvironment = ({
  home,
  userHome,
  variables,
  version,
  program,
  mcpPort,
  now,
}: {
  readonly home: StateHome;
  readonly userHome: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly program: readonly [string, string];
  readonly mcpPort: number | undefined;
  readonly now: Date;
}): McpEnvironment => ({
  records: home.records,
  userHome,
  variables: { ...variables },
  platform: process.platform,
  version,
  now,
  relay: relayWords(program, home.root),
  ...gatewayAt(home, mcpPort),
  marks: [home.hookScript],
  events: subscribedEvents().map(({ event }) => ({ event })),
});
