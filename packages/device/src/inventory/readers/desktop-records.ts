import { objectOf } from '../../health/read-bounded.ts';
import { clip, type FoundItem, type Place, type Reading } from '../inventory-item.ts';
import { readServers } from './mcp-servers.ts';
import { given, membersOf, readStore, textOf, wordsOf, type Members } from './parse-store.ts';

/** What Desktop's own switches mean. Observed and undocumented: they may be called otherwise in a later version. */
const SWITCHES: readonly (readonly [string, FoundItem['kind'], string])[] = [
  ['coworkScheduledTasksEnabled', 'scheduled-task', 'scheduled tasks of Cowork are on'],
  ['ccdScheduledTasksEnabled', 'scheduled-task', 'scheduled tasks of the Code tab are on'],
  ['ccRemoteControlDefaultEnabled', 'remote-control', 'remote control is on for new conversations'],
  ['chromeExtensionEnabled', 'browser-grant', 'the browser may be used'],
  ['allowAllBrowserActions', 'browser-grant', 'browser actions on all sites without asking'],
  ['chicagoEnabled', 'computer-use', 'the screen may be used'],
];

/** `claude_desktop_config.json`: local servers, and switches. */
export const readDesktopConfig = (text: string, place: Place): Reading =>
  readStore(text, (store) => {
    const preferences = objectOf(store['preferences']);
    const device = textOf(preferences['remoteToolsDeviceName']);
    return [
      ...readServers(store['mcpServers'], place, 'mcpServers'),
      ...SWITCHES.flatMap(([key, kind, name]): readonly FoundItem[] =>
        preferences[key] === true ? [{ kind, name, ...place, at: `preferences.${key}` }] : [],
      ),
      ...(device === undefined
        ? []
        : [
            {
              kind: 'remote-control' as const,
              name: `this device can be reached as ${device}`,
              ...place,
              at: 'preferences.remoteToolsDeviceName',
            },
          ]),
    ];
  });

/** The manifest of an unpacked desktop extension. */
export const readExtensionManifest = (text: string, place: Place): Reading =>
  readStore(text, (store) => {
    const name = textOf(store['display_name']) ?? textOf(store['name']) ?? 'without a name';
    const author = textOf(objectOf(store['author'])['name']);
    const config = objectOf(objectOf(store['server'])['mcp_config']);
    return [
      {
        kind: 'extension', name, ...place,
        ...given('version', textOf(store['version'])),
        ...given('source', textOf(objectOf(store['repository'])['url']) ?? author),
      },
      ...readServers({ [textOf(store['name']) ?? 'server']: config }, place, 'server.mcp_config')
        .map((server) => ({ ...server, at: 'server.mcp_config' })),
    ];
  }); // prettier-ignore

/** Desktop's list of installed extensions, with what it found of their signatures. */
export const readExtensionRecords = (text: string, place: Place): Reading =>
  readStore(text, (store) =>
    membersOf(store['extensions']).map(([id, raw]): FoundItem => {
      const one = objectOf(raw);
      const signature = textOf(objectOf(one['signatureInfo'])['status']);
      return {
        kind: 'extension', name: clip(id), ...place, at: clip(`extensions.${id}`),
        ...given('version', textOf(one['version'])),
        ...given('source', textOf(one['source'])),
        ...given('detail', signature === undefined ? undefined : `signature: ${signature}`),
        ...(signature === 'signed' ? {} : { marks: ['unsigned'] }),
      };
    }),
  ); // prettier-ignore

export type CoworkSession = { readonly folders: readonly string[]; readonly lastMs: number | undefined };

/** One session of Cowork's index: which folders it was given and when; nothing of what was said. */
export const coworkSession = (store: Members): CoworkSession => ({
  folders: wordsOf(store['userSelectedFolders']).map((folder) => clip(folder)),
  lastMs: typeof store['lastActivityAt'] === 'number' ? store['lastActivityAt'] : undefined,
});
