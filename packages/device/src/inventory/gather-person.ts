/**
 * One person's stores, each opened once and handed to its reader. Owns which file is which store; must never run, write or
 * connect to anything. A new store is a line here and a pure reader in `readers/`.
 */
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseObject } from '../health/read-bounded.ts';
import { managedFolderOf } from '../install/client-folders.ts';
import { findClients } from '../install/find-clients.ts';
import { CarefulReader } from './careful-reader.ts';
import { gatherComponents, gatherPluginFolder } from './gather-components.ts';
import { gatherDesktop } from './gather-desktop.ts';
import type { FoundItem, Place, Reading, Scope } from './inventory-item.ts';
import type { PersonFacts, ReadDocument } from './posture/person-facts.ts';
import { readSettingsFile } from './readers/claude-settings.ts';
import { projectsOf, readClientState } from './readers/claude-state.ts';
import { readServerFile } from './readers/mcp-servers.ts';
import { readInstalledPlugins, readKnownMarketplaces } from './readers/plugin-records.ts';
import { CHROME_EXTENSION, machinePlaces, storePlaces } from './store-places.ts';

export type PersonToRead = {
  readonly user: string;
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
  /** Of the caller, for its own home only: other people's are not known. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Words by which our own hooks are known. */
  readonly marks: readonly string[];
  readonly managedFolder?: string;
  readonly chromePolicyFolders?: readonly string[];
  /** Whether folders of others may be looked at: not when root reads for somebody who names them. */
  readonly isOwnHome: boolean;
};

const MAX_PROJECTS = 200;
const MAX_ITEMS = 20_000;

export async function gatherPerson(person: PersonToRead, reader = new CarefulReader()): Promise<PersonFacts> {
  const { user, userHome, platform, variables, marks } = person;
  const places = storePlaces({ userHome, platform });
  const client = variables['CLAUDE_CONFIG_DIR'] || places.client;
  const stateFile = variables['CLAUDE_CONFIG_DIR'] ? join(client, '.claude.json') : places.clientState;
  const items: FoundItem[] = [];
  const settings: ReadDocument[] = [];

  const take = (path: string, scope: Scope, root: string, read: (text: string, place: Place) => Reading): ReadDocument | undefined => {
    const text = reader.text(path, root);
    if (text === undefined) return undefined;
    const { items: found, broken } = read(text, { path, scope });
    if (broken !== undefined) {
      reader.refuse(path, broken);
      return undefined;
    }
    items.push(...found);
    return { path, scope, value: parseObject(text.replace(/^\uFEFF/, '')) };
  }; // prettier-ignore
  const takeSettings = (path: string, scope: Scope, root: string): void => {
    const document = take(path, scope, root, (text, place) => readSettingsFile(text, place, marks));
    if (document !== undefined) settings.push(document);
  };

  for (const found of await findClients({ userHome, platform, variables: person.isOwnHome ? variables : {} }))
    items.push({
      kind: 'agent',
      name: found.kind === 'desktop' ? 'Claude Code in Desktop' : 'Claude Code',
      scope: 'user',
      path: found.path,
      source: found.kind,
      ...(found.version === null ? {} : { version: found.version }),
      ...(found.active ? { detail: 'first on PATH' } : {}),
    });

  const managed = person.managedFolder ?? managedFolderOf(platform);
  takeSettings(join(managed, 'managed-settings.json'), 'managed', managed);
  for (const entry of reader.entries(join(managed, 'managed-settings.d'), managed))
    if (entry.name.endsWith('.json'))
      takeSettings(join(managed, 'managed-settings.d', entry.name), 'managed', managed);
  takeSettings(join(client, 'remote-settings.json'), 'managed', userHome);
  take(join(managed, 'managed-mcp.json'), 'managed', managed, readServerFile);

  takeSettings(join(client, 'settings.json'), 'user', userHome);
  const clientState = take(stateFile, 'user', userHome, readClientState);
  const plugins = join(client, 'plugins');
  take(join(plugins, 'installed_plugins.json'), 'user', userHome, readInstalledPlugins);
  take(join(plugins, 'known_marketplaces.json'), 'user', userHome, readKnownMarketplaces);
  for (const folder of reader.folders(join(plugins, 'synced'), userHome))
    items.push({
      kind: 'plugin', name: basename(folder), scope: 'organization', path: folder, source: 'synced', content: folder,
    }); // prettier-ignore
  gatherComponents(client, 'user', userHome, reader, items);
  for (const path of places.otherClients) take(path, 'user', userHome, readServerFile);
  const folders = [...items].filter(({ kind, content }) => kind === 'plugin' && content !== undefined);
  for (const { name, content, scope } of folders.slice(0, MAX_PROJECTS))
    if (content !== undefined)
      gatherPluginFolder(content, { name, scope, root: userHome }, reader, items, marks);

  for (const project of projectsOf(clientState?.value ?? {}).slice(0, MAX_PROJECTS)) {
    // A home can name any folder of the machine as its project; root would open it for whoever wrote that.
    if (!person.isOwnHome && reader.resolve(project, userHome) === undefined) continue;
    takeSettings(join(project, '.claude', 'settings.json'), 'project', project);
    takeSettings(join(project, '.claude', 'settings.local.json'), 'local', project);
    take(join(project, '.mcp.json'), 'project', project, readServerFile);
    // A person's home can be a project too; its folder was read above.
    if (join(project, '.claude') !== client)
      gatherComponents(join(project, '.claude'), 'project', project, reader, items);
  }

  const { desktop, desktopPolicy, sessions } = gatherDesktop(
    places,
    { userHome, platform, marks, take },
    reader,
    items,
  );
  const chromePolicies = (person.chromePolicyFolders ?? machinePlaces(platform).chromePolicies).flatMap(
    (folder) =>
      reader.entries(folder, folder).flatMap(({ name }): readonly ReadDocument[] => {
        const text = name.endsWith('.json') ? reader.text(join(folder, name), folder) : undefined;
        return text === undefined
          ? []
          : [{ path: join(folder, name), scope: 'managed', value: parseObject(text) }];
      }),
  );
  const extensions = places.browsers.flatMap((browser) =>
    reader.folders(browser, userHome).flatMap((profile) =>
      reader.folders(join(profile, 'Extensions', CHROME_EXTENSION), userHome)),
  ); // prettier-ignore
  for (const path of extensions)
    items.push({
      kind: 'agent', name: 'Claude in Chrome', scope: 'user', path, version: basename(path).replace(/_\d+$/, ''),
      source: 'browser extension', content: path,
    }); // prettier-ignore

  if (items.length > MAX_ITEMS)
    reader.refuse(userHome, `more than ${MAX_ITEMS} things; the rest is not listed`);
  return {
    user, userHome, platform, settings, clientState, desktop, desktopPolicy, chromePolicies, sessions,
    items: items.slice(0, MAX_ITEMS),
    hasChromeExtension: extensions.length > 0,
    transcripts: modesOf([join(client, 'projects'), client, userHome]),
    unread: reader.unread,
  }; // prettier-ignore
}

const modesOf = (folders: readonly string[]): PersonFacts['transcripts'] =>
  folders.flatMap((path) => {
    try {
      return [{ path, mode: statSync(path).mode }];
    } catch {
      return [];
    }
  });
