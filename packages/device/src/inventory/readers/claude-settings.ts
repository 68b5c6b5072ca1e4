import { objectOf } from '../../health/read-bounded.ts';
import { isOurHandler } from '../../install/hook-entries.ts';
import { clip, type FoundItem, type Place, type Reading } from '../inventory-item.ts';
import { given, listOf, membersOf, readStore, textOf, wordsOf, type Members } from './parse-store.ts';
import { shownAddress, shownWords, withoutSecrets } from './without-secrets.ts';

/** One level of the client's settings: hooks, permission rules, plugins switched on, where commands may reach. */
export const readSettingsFile = (text: string, place: Place, marks: readonly string[]): Reading =>
  readStore(text, (store) => [
    ...readHooks(store['hooks'], place, marks),
    ...permissions(objectOf(store['permissions']), place),
    ...membersOf(store['extraKnownMarketplaces']).map(([name, value]) => marketplace(name, objectOf(value), place)),
    ...membersOf(store['enabledPlugins']).map(([name, value]): FoundItem => ({
      kind: 'plugin', name: clip(name), ...place, at: clip(`enabledPlugins.${name}`),
      detail: value === false ? 'switched off' : 'switched on',
      ...(value === false ? { marks: ['disabled'] } : {}),
    })),
    ...egress(objectOf(objectOf(store['sandbox'])['network']), place),
    ...(store['remoteControlAtStartup'] === true
      ? [{ kind: 'remote-control' as const, name: 'remote control at every start', ...place, at: 'remoteControlAtStartup' }]
      : []),
  ]); // prettier-ignore

export const readHooksFile = (text: string, place: Place, marks: readonly string[]): Reading =>
  readStore(text, (store) => readHooks(store['hooks'], place, marks));

const readHooks = (hooks: unknown, place: Place, marks: readonly string[]): readonly FoundItem[] =>
  membersOf(hooks).flatMap(([event, groups]) =>
    listOf(groups).flatMap((group, at) =>
      listOf(objectOf(group)['hooks']).map((handler, index): FoundItem => {
        const { type, command, args, url, prompt } = objectOf(handler);
        const matcher = textOf(objectOf(group)['matcher']);
        const runs =
          typeof command === 'string' ? shownWords([command, ...wordsOf(args)])
          : typeof url === 'string' ? shownAddress(url)
          : typeof prompt === 'string' ? `asks a model: ${withoutSecrets(prompt)}` : (textOf(type) ?? 'unknown');
        return {
          kind: 'hook', name: clip(matcher === undefined ? event : `${event} ${matcher}`), ...place,
          at: clip(`hooks.${event}[${at}].hooks[${index}]`), detail: clip(runs),
          ...(isOurHandler(handler, marks) ? { marks: ['ours'] } : {}),
        };
      }),
    ),
  ); // prettier-ignore

const permissions = (store: Members, place: Place): readonly FoundItem[] => [
  ...(['allow', 'ask', 'deny', 'additionalDirectories'] as const).flatMap((list) =>
    wordsOf(store[list]).map((rule, index): FoundItem => ({
      kind: 'permission',
      name: clip(`${list === 'additionalDirectories' ? 'folder' : list} ${withoutSecrets(rule)}`),
      ...place,
      at: `permissions.${list}[${index}]`,
    })),
  ),
  ...(textOf(store['defaultMode']) === undefined
    ? []
    : [{ kind: 'permission' as const, name: `mode ${textOf(store['defaultMode'])}`, ...place, at: 'permissions.defaultMode' }]),
]; // prettier-ignore

const egress = (network: Members, place: Place): readonly FoundItem[] =>
  (['allowedDomains', 'deniedDomains'] as const).flatMap((list) =>
    wordsOf(network[list]).map((domain, index): FoundItem => ({
      kind: 'egress',
      name: clip(`${list === 'allowedDomains' ? 'allowed' : 'denied'} ${domain}`),
      ...place,
      at: `sandbox.network.${list}[${index}]`,
    })),
  );

export const marketplace = (name: string, value: Members, place: Place): FoundItem => {
  const source = objectOf(value['source']);
  const from = ['repo', 'url', 'package', 'path'].flatMap((key) => textOf(source[key]) ?? [])[0];
  const kind = textOf(source['source']);
  return {
    kind: 'marketplace', name: clip(name), ...place, at: clip(name),
    ...given('source', from === undefined ? kind : `${kind ?? 'source'}: ${from.includes('://') ? shownAddress(from) : from}`),
    ...given('version', textOf(source['ref'])),
  };
}; // prettier-ignore
