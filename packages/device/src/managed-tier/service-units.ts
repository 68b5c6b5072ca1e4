/**
 * What the service manager is told. The socket unit holds the ports whether the guard runs or not; the service runs
 * as a user of its own, which may read every file (to follow links in people's homes) and write only its own state.
 */
import { USER_SOCKETS } from './machine-file.ts';
import { STATE_PARENT, type ManagedMachine } from './managed-machine.ts';

/** The service's own user; nobody logs in as it. */
export const SERVICE_USER = 'sallyport';

export const renderUsers = (stateHome: string): string =>
  `# Written by \`sallyport install claude-code --managed\`.
u ${SERVICE_USER} - "Sallyport" ${stateHome} /usr/sbin/nologin
`;

export const renderHookSocket = ({ hookPort }: Pick<ManagedMachine, 'hookPort'>): string => `[Unit]
Description=Hooks of Sallyport; the port is held also while the guard is away

[Socket]
ListenStream=127.0.0.1:${hookPort}
FileDescriptorName=hook
Service=sallyport.service
NoDelay=true
Backlog=4096
# A guard that fails to start must not cost us the port.
TriggerLimitIntervalSec=0

[Install]
WantedBy=sockets.target
`;

/** Two for each person, named by their number. Their files let nobody else connect. */
export const renderUserSocket = (): string => `[Unit]
Description=Hooks of the user %i, by Sallyport

[Socket]
ListenStream=${USER_SOCKETS}/%i.sock
# The second one is for relays of MCP servers. They are handed over in this order.
ListenStream=${USER_SOCKETS}/%i.mcp
SocketUser=%i
SocketMode=0600
DirectoryMode=0755
RemoveOnStop=true
FileDescriptorName=user-%i
Service=sallyport.service
Backlog=4096
TriggerLimitIntervalSec=0

[Install]
# With the service in one go: once a call has woken it, no further socket can start.
WantedBy=sockets.target sallyport.service
`;

export const userSocketUnit = (uid: number): string => `sallyport-user@${uid}.socket`;

export const renderConsoleSocket = ({ port }: Pick<ManagedMachine, 'port'>): string => `[Unit]
Description=Console and API of Sallyport

[Socket]
ListenStream=127.0.0.1:${port}
ListenStream=[::1]:${port}
FileDescriptorName=console
Service=sallyport.service
NoDelay=true
TriggerLimitIntervalSec=0

[Install]
WantedBy=sockets.target
`;

export const renderService = (
  { node, main }: { node: string; main: string },
  { stateHome }: Pick<ManagedMachine, 'stateHome'>,
): string => `[Unit]
Description=Sallyport holds every action of an AI agent until policy has spoken
Requires=sallyport.socket
# Anybody can take the console's port while it is let go; that must not cost us the guard.
Wants=sallyport-console.socket
After=sallyport.socket sallyport-console.socket
StartLimitIntervalSec=0

[Service]
ExecStart=${node} ${main} up
User=${SERVICE_USER}
Group=${SERVICE_USER}
UMask=0077
WorkingDirectory=/
Restart=always
RestartSec=200ms
OOMScoreAdjust=-900
LimitNOFILE=65536
LimitCORE=0
StateDirectory=${stateHome.slice(STATE_PARENT.length)}
StateDirectoryMode=0700
# Links in people's homes are followed before policy decides; nothing there is written.
AmbientCapabilities=CAP_DAC_READ_SEARCH
CapabilityBoundingSet=CAP_DAC_READ_SEARCH
NoNewPrivileges=true
ProtectSystem=strict
ProtectHome=read-only
PrivateDevices=true
ProtectClock=true
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectKernelLogs=true
ProtectControlGroups=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
LockPersonality=true

[Install]
WantedBy=multi-user.target
`;
