import { basename, join } from 'node:path';
import { objectOf, parseObject } from '../health/read-bounded.ts';
import type { CarefulReader } from './careful-reader.ts';
import { gatherPluginFolder } from './gather-components.ts';
import type { FoundItem, Place, Reading, Scope } from './inventory-item.ts';
import type { PersonFacts, ReadDocument } from './posture/person-facts.ts';
import { readComponentText } from './readers/component-text.ts';
import {
  coworkSession,
  readDesktopConfig,
  readExtensionManifest,
  readExtensionRecords,
} from './readers/desktop-records.ts';
import { readOrganizationPlugins } from './readers/plugin-records.ts';
import { machinePlaces, type StorePlaces } from './store-places.ts';

type Take = (
  path: string,
  scope: Scope,
  root: string,
  read: (text: string, place: Place) => Reading,
) => ReadDocument | undefined;

type Gathering = { readonly userHome: string; readonly marks: readonly string[]; readonly take: Take };
type DesktopFacts = Pick<PersonFacts, 'desktop' | 'desktopPolicy' | 'sessions'>;

const MAX_SESSIONS = 2000;

/** Claude Desktop and Cowork: config, extensions, sessions (which folders and when, never what was said), tasks. */
export function gatherDesktop(
  places: StorePlaces,
  { userHome, platform, marks, take }: Gathering & { platform: NodeJS.Platform },
  reader: CarefulReader,
  items: FoundItem[],
): DesktopFacts {
  const desktop: ReadDocument[] = [];
  const sessions: PersonFacts['sessions'][number][] = [];
  for (const folder of places.desktop) {
    const config = take(join(folder, 'claude_desktop_config.json'), 'desktop', userHome, readDesktopConfig);
    if (config !== undefined) desktop.push(config);
    take(join(folder, 'extensions-installations.json'), 'extension', userHome, readExtensionRecords);
    for (const extension of reader.folders(join(folder, 'Claude Extensions'), userHome)) {
      const before = items.length;
      take(join(extension, 'manifest.json'), 'extension', userHome, readExtensionManifest);
      const first = items[before];
      if (first !== undefined) items[before] = { ...first, content: extension };
    }
    for (const [name, kind] of [['claude-code-vm', 'Cowork agent'], ['vm_bundles', 'Cowork VM']] as const)
      for (const version of reader.folders(join(folder, name), userHome))
        items.push({
          kind: 'agent', name: kind, scope: 'desktop', path: version, source: 'desktop',
          ...(name === 'claude-code-vm' ? { version: basename(version) } : {}),
        });
    gatherSessions(join(folder, 'local-agent-mode-sessions'), { userHome, marks, take }, reader, items, sessions);
  }
  const organization = machinePlaces(platform).organizationPlugins;
  if (organization !== undefined)
    for (const folder of reader.folders(organization, organization)) {
      items.push({ kind: 'plugin', name: basename(folder), scope: 'organization', path: folder, content: folder });
      gatherPluginFolder(folder, { name: basename(folder), scope: 'organization', root: organization }, reader, items, marks);
    }
  for (const folder of places.scheduled) gatherTasks(folder, userHome, reader, items);
  return { desktop, sessions, desktopPolicy: appliedPolicy(places.desktopPolicies, userHome, reader) };
} // prettier-ignore

function gatherSessions(
  folder: string,
  { userHome, marks, take }: Gathering,
  reader: CarefulReader,
  items: FoundItem[],
  sessions: PersonFacts['sessions'][number][],
): void {
  for (const account of reader.folders(folder, userHome))
    for (const workspace of reader.folders(account, userHome)) {
      const own: PersonFacts['sessions'][number][] = [];
      for (const entry of reader.entries(workspace, userHome)) {
        if (!/^local_[\w-]+\.json$/.test(entry.name) || sessions.length + own.length >= MAX_SESSIONS) continue;
        const path = join(workspace, entry.name);
        const text = reader.text(path, userHome);
        if (text !== undefined) own.push({ ...coworkSession(parseObject(text)), path });
      }
      sessions.push(...own);
      const last = Math.max(...own.map(({ lastMs }) => lastMs ?? 0));
      const isDate = last > 0 && last < 8.64e15;
      const given = new Set(own.flatMap(({ folders }) => folders));
      if (own.length > 0)
        items.push({
          kind: 'session-store',
          name: basename(workspace),
          scope: 'desktop',
          path: workspace,
          detail: `${own.length} sessions, ${given.size} folders given${isDate ? `, last ${new Date(last).toISOString().slice(0, 10)}` : ''}`,
        });
      const remote = join(workspace, 'rpm');
      take(join(remote, 'manifest.json'), 'organization', userHome, readOrganizationPlugins);
      for (const plugin of reader.folders(remote, userHome))
        gatherPluginFolder(plugin, { name: basename(plugin), scope: 'organization', root: userHome }, reader, items, marks);
    }
} // prettier-ignore

function gatherTasks(folder: string, root: string, reader: CarefulReader, items: FoundItem[]): void {
  for (const task of reader.folders(folder, root)) {
    const path = join(task, 'SKILL.md');
    const text = reader.text(path, root);
    if (text !== undefined)
      items.push(
        readComponentText(text, { path, scope: 'user' }, { kind: 'scheduled-task', name: basename(task), content: path }),
      );
  }
} // prettier-ignore

/** The one of several configs that is in force. */
function appliedPolicy(
  folders: readonly string[],
  root: string,
  reader: CarefulReader,
): ReadDocument | undefined {
  for (const folder of folders) {
    const meta = reader.text(join(folder, '_meta.json'), root);
    const id = meta === undefined ? undefined : parseObject(meta)['appliedId'];
    if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id)) continue;
    const path = join(folder, `${id}.json`);
    const text = reader.text(path, root);
    if (text !== undefined) return { path, scope: 'managed', value: unpackValues(parseObject(text)) };
  }
  return undefined;
}

/** Values in third-party mode are strings, often with JSON in them. */
const unpackValues = (store: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  objectOf(
    Object.fromEntries(
      Object.entries(store).map(([key, value]) => {
        if (typeof value !== 'string') return [key, value];
        try {
          return [key, JSON.parse(value) as unknown];
        } catch {
          return [key, value];
        }
      }),
    ),
  );
