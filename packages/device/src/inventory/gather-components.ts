import { basename, join } from 'node:path';
import type { CarefulReader } from './careful-reader.ts';
import type { FoundItem, InventoryKind, Reading, Scope } from './inventory-item.ts';
import { readHooksFile } from './readers/claude-settings.ts';
import { readComponentText } from './readers/component-text.ts';
import { readServerFile } from './readers/mcp-servers.ts';

/** Skills, commands and subagents of a `.claude` folder or a plugin; commands lie up to one folder deep. */
export function gatherComponents(
  folder: string,
  scope: Scope,
  root: string,
  reader: CarefulReader,
  items: FoundItem[],
  prefix = '',
): void {
  const add = (kind: InventoryKind, name: string, path: string, content: string): void => {
    const text = reader.text(path, root);
    if (text !== undefined)
      items.push(readComponentText(text, { path, scope }, { kind, name: prefix + name, content }));
  };
  for (const skill of reader.folders(join(folder, 'skills'), root))
    add('skill', basename(skill), join(skill, 'SKILL.md'), skill);
  const texts = (kind: InventoryKind, at: string, name: string, depth: number): void => {
    for (const entry of reader.entries(at, root)) {
      const path = join(at, entry.name);
      if (entry.name.endsWith('.md') && !entry.isDirectory())
        add(kind, name + entry.name.slice(0, -'.md'.length), path, path);
      else if (entry.isDirectory() && depth > 0) texts(kind, path, `${name}${entry.name}:`, depth - 1);
    }
  };
  texts('command', join(folder, 'commands'), '', 1);
  texts('subagent', join(folder, 'agents'), '', 1);
}

/** What an installed plugin brings: nothing of it is loaded here. */
export function gatherPluginFolder(
  folder: string,
  { name, scope, root }: { name: string; scope: Scope; root: string },
  reader: CarefulReader,
  items: FoundItem[],
  marks: readonly string[],
): void {
  if (reader.resolve(folder, root) === undefined) return;
  const plugin: Scope = scope === 'organization' ? scope : 'plugin';
  const take = (path: string, read: (text: string) => Reading): void => {
    const text = reader.text(path, root);
    if (text === undefined) return;
    const { items: found, broken } = read(text);
    if (broken !== undefined) reader.refuse(path, broken);
    items.push(...found.map((item) => ({ ...item, name: `${name}:${item.name}` })));
  };
  const servers = join(folder, '.mcp.json');
  take(servers, (text) => readServerFile(text, { path: servers, scope: 'plugin' }));
  const hooks = join(folder, 'hooks', 'hooks.json');
  take(hooks, (text) => readHooksFile(text, { path: hooks, scope: plugin }, marks));
  gatherComponents(folder, plugin, root, reader, items, `${name}:`);
}
