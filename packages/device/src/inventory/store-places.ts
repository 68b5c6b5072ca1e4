import { join } from 'node:path';

export type Layout = {
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
};

/** Where one person's clients keep what they load, by platform; several where versions differ. Only places: nothing is opened here. */
export const storePlaces = ({ userHome, platform }: Layout) => {
  const support = supportFolder(userHome, platform);
  const desktop = [
    join(support, 'Claude'),
    // The store's package of Windows keeps its own copy.
    ...(platform === 'win32'
      ? [
          join(
            userHome,
            'AppData',
            'Local',
            'Packages',
            'Claude_pzs8sxrjxfjjc',
            'LocalCache',
            'Roaming',
            'Claude',
          ),
        ]
      : []),
  ];
  const local = platform === 'win32' ? join(userHome, 'AppData', 'Local') : support;
  return {
    client: join(userHome, '.claude'),
    clientState: join(userHome, '.claude.json'),
    desktop,
    /** What Desktop was told in third-party mode. */
    desktopPolicies: [join(local, 'Claude-3p', 'configLibrary')],
    scheduled: [
      join(userHome, '.claude', 'scheduled-tasks'),
      join(userHome, 'Documents', 'Claude', 'Scheduled'),
      join(userHome, 'Claude', 'Scheduled'),
    ],
    browsers: browserFolders(userHome, platform, support),
    /** Servers that other clients load. */
    otherClients: [
      join(userHome, '.cursor', 'mcp.json'),
      join(userHome, '.codeium', 'windsurf', 'mcp_config.json'),
      join(userHome, '.gemini', 'settings.json'),
      join(support, 'Code', 'User', 'mcp.json'),
    ],
  };
};

export type StorePlaces = ReturnType<typeof storePlaces>;

const supportFolder = (home: string, platform: NodeJS.Platform): string => {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return platform === 'win32' ? join(home, 'AppData', 'Roaming') : join(home, '.config');
};

const browserFolders = (home: string, platform: NodeJS.Platform, support: string): readonly string[] => {
  if (platform === 'darwin') return [join(support, 'Google', 'Chrome')];
  if (platform === 'win32') return [join(home, 'AppData', 'Local', 'Google', 'Chrome', 'User Data')];
  return [join(support, 'google-chrome'), join(support, 'chromium')];
};

/** Plugins that an administrator drops into a folder, and what Chrome is told of the extension. */
export const machinePlaces = (platform: NodeJS.Platform) => ({
  organizationPlugins:
    platform === 'darwin' ? '/Library/Application Support/Claude/org-plugins'
    : platform === 'win32' ? 'C:\\Program Files\\Claude\\org-plugins' : undefined,
  chromePolicies:
    platform === 'linux' ? ['/etc/opt/chrome/policies/managed', '/etc/chromium/policies/managed'] : [],
}); // prettier-ignore

/** The vendor's extension in Chrome's store. */
export const CHROME_EXTENSION = 'fcoeoabgfenejglbffodgkkbkcdhcgfn';
