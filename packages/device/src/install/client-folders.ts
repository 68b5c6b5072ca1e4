import { join } from 'node:path';

/** The client's own folder; `CLAUDE_CONFIG_DIR` moves it. */
export const clientFolder = (
  userHome: string,
  variables: Readonly<Record<string, string | undefined>>,
): string => variables['CLAUDE_CONFIG_DIR'] || join(userHome, '.claude');

/** Where the client reads managed settings; only an administrator can write there. */
export const managedFolderOf = (platform: NodeJS.Platform): string => {
  if (platform === 'darwin') return '/Library/Application Support/ClaudeCode';
  if (platform === 'win32') return 'C:\\Program Files\\ClaudeCode';
  return '/etc/claude-code';
};

export const MANAGED_FILE = join('managed-settings.d', '50-sallyport.json');
