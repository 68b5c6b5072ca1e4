import { declare, when } from './problem.ts';
import type { PluginSeen, Snapshot } from './snapshot.ts';

const seen = ({ plugin }: Snapshot, isWrong: (plugin: PluginSeen) => boolean) =>
  when(plugin !== null && isWrong(plugin), {
    plugin: plugin?.fullName ?? '',
    marketplace: plugin?.marketplace ?? '',
    file: plugin?.marketplacesFile ?? '',
    path: plugin?.cached?.path ?? '',
    version: plugin?.cached?.version ?? '',
    shipped: plugin?.shippedVersion ?? '',
    where: [...(plugin?.disabledIn ?? []), ...(plugin?.shadowedBy ?? [])].join(', '),
    workspace: plugin?.workspace?.path ?? '',
  });

/** The Cowork plugin on its way from marketplace to cache to manifest, each step on its own. */
export const PLUGIN_PROBLEMS = [
  declare({
    code: 'marketplace-missing',
    title: 'the plugin marketplace is not registered',
    severity: 'error',
    dependsOn: [],
    text: '`{file}` does not name the marketplace `{marketplace}`',
    fix: 'run `claude plugin marketplace add` with the folder that `sallyport install cowork` made, or add it in the organisation settings',
    find: (snapshot) => seen(snapshot, ({ registered }) => !registered),
  }),
  declare({
    code: 'plugin-not-cached',
    title: 'the plugin is not in the cache',
    severity: 'error',
    dependsOn: ['marketplace-missing'],
    text: 'no copy of `{plugin}` is on this machine',
    fix: 'run `claude plugin install {plugin}`, then restart the client',
    find: (snapshot) => seen(snapshot, ({ cached }) => cached === null),
  }),
  declare({
    code: 'plugin-hooks-missing',
    title: 'the cached plugin has no hooks',
    severity: 'error',
    dependsOn: ['plugin-not-cached'],
    text: '`hooks/hooks.json` is missing from `{path}`',
    fix: 'run `claude plugin uninstall {plugin}` and `claude plugin install {plugin}`, then restart the client',
    find: (snapshot) => seen(snapshot, ({ cached }) => cached !== null && cached.hooks !== 'present'),
  }),
  declare({
    code: 'plugin-stale',
    title: 'the cached plugin is an old one',
    severity: 'error',
    dependsOn: ['plugin-hooks-missing'],
    text: 'the hooks in `{path}` (version {version}) are not those of version {shipped}',
    fix: 'run `claude plugin marketplace update {marketplace}` and `claude plugin update {plugin}`, then restart the client',
    find: (snapshot) => seen(snapshot, ({ cached }) => cached?.hooks === 'present' && !cached.isCurrent),
  }),
  declare({
    code: 'plugin-disabled',
    title: 'the plugin is switched off',
    severity: 'error',
    dependsOn: [],
    text: '`enabledPlugins` switches `{plugin}` off in {where}',
    fix: 'run `claude plugin enable {plugin}`, then restart the client',
    find: (snapshot) => seen(snapshot, ({ disabledIn }) => disabledIn.length > 0),
  }),
  declare({
    code: 'plugin-shadowed',
    title: 'another plugin of the same name is installed',
    severity: 'error',
    dependsOn: [],
    text: 'the client can take {where} for `{plugin}`',
    fix: 'uninstall the other plugin, then restart the client',
    find: (snapshot) => seen(snapshot, ({ shadowedBy }) => shadowedBy.length > 0),
  }),
  declare({
    code: 'plugin-workspace-moved',
    title: 'the plugin is installed for a folder that is gone',
    severity: 'error',
    dependsOn: ['plugin-not-cached'],
    text: '`{plugin}` is installed for `{workspace}` only, which no longer exists',
    fix: 'run `claude plugin install {plugin}` in the new folder, or with `--scope user`',
    find: (snapshot) => seen(snapshot, ({ workspace }) => workspace !== null && !workspace.exists),
  }),
] as const;
