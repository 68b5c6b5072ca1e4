import { marketplaceOf } from '../readers/plugin-records.ts';
import { desktopKey, itemPlaces, managedMust, settingsWhere, at } from './look-up.ts';
import { unknown, verdict, type PostureCheck } from './posture-check.ts';

const POLICY_FILE = 'Claude-3p/configLibrary (third-party mode)';
const OFFICIAL = new Set(['claude-plugins-official', 'anthropic-agent-skills']);

const isOn = (value: unknown): boolean => value === true || value === '1' || value === 'true' || value === 1;

/** Where servers, plugins and extensions come from. */
export const SUPPLY_CHECKS: readonly PostureCheck[] = [
  {
    code: 'extension-unsigned',
    what: 'Every desktop extension that is installed is signed',
    why: 'An extension runs as the person; without a signature nobody knows whose it is.',
    fix: 'Remove it, or have it signed.',
    reads: 'extensions-installations.json',
    admin: 'Desktop > Settings > Extensions',
    look: ({ items }) => {
      const records = items.filter(({ kind, at: where }) => kind === 'extension' && where?.startsWith('extensions.'));
      return verdict(
        itemPlaces(records.filter(({ marks }) => marks?.includes('unsigned')), ({ name }) => `\`${name}\` is not signed`),
        records.map(({ path }) => path).slice(0, 1),
        'no list of installed extensions was read',
      );
    },
  },
  {
    code: 'unsigned-extensions-allowed',
    what: 'Desktop refuses extensions without a signature',
    why: 'Else anybody’s bundle is one double click away from running.',
    fix: 'Set `isDesktopExtensionSignatureRequired` to true.',
    reads: POLICY_FILE,
    admin: 'device profile; admin console > Extensions',
    look: (facts) =>
      desktopKey(facts, 'isDesktopExtensionSignatureRequired', (value) =>
        value === true ? undefined : '`isDesktopExtensionSignatureRequired` is not true'),
  },
  {
    code: 'local-servers-allowed',
    what: 'People can not add local MCP servers to Desktop',
    why: 'A server from a web page’s instructions runs with all rights of the person.',
    fix: 'Set `isLocalDevMcpEnabled` to false and hand servers out by policy.',
    reads: POLICY_FILE,
    admin: 'device profile, `isLocalDevMcpEnabled`',
    look: (facts) =>
      desktopKey(facts, 'isLocalDevMcpEnabled', (value) => (value === false ? undefined : '`isLocalDevMcpEnabled` is not false')),
  },
  {
    code: 'plugin-uploads-allowed',
    what: 'People can not upload plugins of their own',
    why: 'An uploaded plugin has seen no review.',
    fix: 'Set `userPluginUploadsEnabled` to false.',
    reads: POLICY_FILE,
    admin: 'admin console, Plugins & skills > policy',
    look: (facts) =>
      desktopKey(facts, 'userPluginUploadsEnabled', (value) => (value === false ? undefined : '`userPluginUploadsEnabled` is not false')),
  },
  {
    code: 'plugin-of-unknown-marketplace',
    what: 'Every plugin comes from the vendor or from a marketplace that an administrator listed',
    why: 'A plugin brings hooks and servers that run without being asked about.',
    fix: 'Remove it, or list its marketplace in `strictKnownMarketplaces`.',
    reads: 'installed_plugins.json, settings.json',
    admin: 'managed settings',
    look: ({ items, settings }) => {
      const plugins = items.filter(({ kind, scope, at: where }) => kind === 'plugin' && scope === 'user' && where?.startsWith('plugins.'));
      const isLimited = settings.some(({ scope, value }) => scope === 'managed' && Array.isArray(at(value, 'strictKnownMarketplaces')));
      const strange = plugins.filter(({ name }) => !OFFICIAL.has(marketplaceOf(name) ?? ''));
      // With a list the client itself keeps the others out.
      return verdict(
        isLimited ? [] : itemPlaces(strange, ({ name }) => `\`${name}\``),
        plugins.map(({ path }) => path).slice(0, 1),
        'no list of installed plugins was read',
      );
    },
  },
  {
    code: 'marketplaces-not-limited',
    what: 'Plugins can come from listed marketplaces only',
    why: 'Without a list any repository can be one.',
    fix: 'Set `strictKnownMarketplaces` in managed settings.',
    reads: 'managed-settings.json',
    admin: 'managed settings',
    look: (facts) => managedMust(facts, 'strictKnownMarketplaces', Array.isArray),
  },
  {
    code: 'server-unpinned',
    what: 'No MCP server fetches its code anew at every start',
    why: 'Whoever takes over the package runs on this device at the next start (`npx -y`, `uvx`, `:latest`).',
    fix: 'Name an exact version or digest, and put the server behind `sallyport install mcp`.',
    reads: 'every list of MCP servers',
    admin: 'admin console, connectors',
    look: ({ items }) => {
      const servers = items.filter(({ kind }) => kind === 'mcp-server');
      return verdict(
        itemPlaces(servers.filter(({ identity }) => identity === 'unpinned'), ({ name, source }) => `\`${name}\` from ${source ?? 'somewhere'}`),
        servers.map(({ path }) => path).slice(0, 3),
        'no MCP server was found',
      );
    },
  },
  {
    code: 'server-secret-in-clear',
    what: 'No MCP server has a secret in clear in its config',
    why: 'Agents and every program of the person can read it.',
    fix: 'Revoke it, and hand a new one over by a variable or a key store.',
    reads: 'every list of MCP servers',
    admin: '–',
    look: ({ items }) => {
      const servers = items.filter(({ kind }) => kind === 'mcp-server');
      return verdict(
        itemPlaces(servers.filter(({ marks }) => marks?.includes('secret')), ({ name }) => `\`${name}\` holds one`),
        servers.map(({ path }) => path).slice(0, 3),
        'no MCP server was found',
      );
    },
  },
  {
    code: 'project-servers-trusted',
    what: 'Servers of a repository are approved one by one',
    why: 'A cloned repository could start any program.',
    fix: 'Take `enableAllProjectMcpServers` out.',
    reads: 'settings.json of every level',
    admin: 'managed settings',
    look: (facts) =>
      settingsWhere(facts, (value) => value === true, 'enableAllProjectMcpServers', 'all servers of repositories are approved'),
  },
  {
    code: 'skill-commands-run',
    what: 'Commands inside of skills do not run when a skill is loaded',
    why: 'They run before any rule sees them.',
    fix: 'Set `disableSkillShellExecution` in managed settings.',
    reads: 'managed-settings.json',
    admin: 'managed settings',
    look: (facts) => managedMust(facts, 'disableSkillShellExecution', (value) => value === true),
  },
  {
    code: 'updates-off',
    what: 'The client keeps itself up to date',
    why: 'Ways round its checks are published for every old version.',
    fix: 'Take `DISABLE_AUTOUPDATER` and `disableAutoUpdates` out, unless versions are handed out otherwise.',
    reads: `settings.json, .claude.json, ${POLICY_FILE}`,
    admin: 'device profile, `disableAutoUpdates`',
    look: ({ settings, clientState, desktopPolicy }) => {
      const places = [
        ...settings.filter(({ value }) => isOn(at(value, 'env.DISABLE_AUTOUPDATER'))),
        ...(clientState && at(clientState.value, 'autoUpdates') === false ? [clientState] : []),
        ...(desktopPolicy && isOn(at(desktopPolicy.value, 'disableAutoUpdates')) ? [desktopPolicy] : []),
      ].map(({ path }) => ({ path, text: 'updates are switched off' }));
      return verdict(places, [...settings, ...(clientState ? [clientState] : [])].map(({ path }) => path), 'no settings were read');
    },
  },
  {
    code: 'secrets-with-extensions',
    what: 'What people typed into extensions as keys lies in the key store',
    why: 'A value in a plain file can be read by every program of the person.',
    fix: 'Look at the extension’s settings in Desktop.',
    reads: 'nothing: values that people gave to extensions are not opened',
    admin: 'Desktop > Settings > Extensions',
    look: () => unknown('settings of extensions may hold secrets, so they are not opened'),
  },
]; // prettier-ignore
