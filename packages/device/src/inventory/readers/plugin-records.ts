import { objectOf } from '../../health/read-bounded.ts';
import { clip, type FoundItem, type Place, type Reading } from '../inventory-item.ts';
import { marketplace } from './claude-settings.ts';
import { given, listOf, membersOf, readStore, textOf } from './parse-store.ts';

/** `installed_plugins.json`, observed in two forms: a list of installations for each name, or one. */
export const readInstalledPlugins = (text: string, place: Place): Reading =>
  readStore(text, (store) =>
    membersOf(store['plugins']).flatMap(([name, value]) =>
      (Array.isArray(value) ? listOf(value) : [value]).map((raw): FoundItem => {
        const one = objectOf(raw);
        const commit = textOf(one['gitCommitSha']);
        return {
          kind: 'plugin', name: clip(name), ...place, at: clip(`plugins.${name}`),
          ...given('version', textOf(one['version'])),
          ...given('source', marketplaceOf(name)),
          ...given('detail', commit === undefined ? undefined : `commit ${commit}`),
          ...given('content', textOf(one['installPath'])),
        };
      }),
    ),
  ); // prettier-ignore

export const marketplaceOf = (plugin: string): string | undefined => {
  const at = plugin.lastIndexOf('@');
  return at > 0 ? clip(plugin.slice(at + 1)) : undefined;
};

/** `known_marketplaces.json`. */
export const readKnownMarketplaces = (text: string, place: Place): Reading =>
  readStore(text, (store) =>
    membersOf(store).map(([name, value]) => marketplace(name, objectOf(value), place)),
  );

/** Cowork's `rpm/manifest.json`: what the organisation or a marketplace brought. */
export const readOrganizationPlugins = (text: string, place: Place): Reading =>
  readStore(text, (store) =>
    listOf(store['plugins']).map((raw, index): FoundItem => {
      const one = objectOf(raw);
      return {
        kind: 'plugin', name: textOf(one['name']) ?? textOf(one['id']) ?? 'without a name', ...place,
        at: `plugins[${index}]`,
        ...given('source', textOf(one['marketplaceName']) ?? textOf(one['marketplaceId'])),
        ...given('detail', textOf(one['installationPreference'])),
      };
    }),
  ); // prettier-ignore
