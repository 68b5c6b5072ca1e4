import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** More than a skill ever holds; a longer text is read this far, which is where the client's own limits lie too. */
const MAX_COMPONENT_BYTES = 1_048_576;

/** Observed, undocumented and changing between versions, so only what is used is asked for. */
const InstalledPlugins = z.object({
  plugins: z.record(z.string(), z.array(z.object({ installPath: z.string() }))),
});

/**
 * The text of every skill and command of this name that the client could load: the project's, its parents', the
 * person's, those of installed plugins (`plugin:name`). Which one wins has changed between versions, so all count.
 * Plugins and folders given on the command line (`--plugin-dir`, `--add-dir`) leave no trace on disk and are not found.
 */
export function readComponent(name: string, cwd: string, home: string): string | undefined {
  const parts = name.replace(/^\//, '').split(':');
  // A name is claimed by the payload: nothing in it may lead out of the folders below.
  if (parts.length > 8 || parts.some((part) => !/^[\w.-]{1,100}$/.test(part) || /^\.+$/.test(part)))
    return undefined;
  const own = join(...parts);
  const last = parts.at(-1) ?? '';
  const folders = [...new Set([...ancestors(cwd), home])].map((folder) => join(folder, '.claude'));
  const files = [
    ...folders.flatMap((folder) => [
      join(folder, 'skills', own, 'SKILL.md'),
      join(folder, 'skills', last, 'SKILL.md'),
      join(folder, 'commands', `${own}.md`),
    ]),
    ...pluginFolders(home, parts.length > 1 ? parts[0] : undefined).flatMap((folder) => [
      join(folder, 'skills', last, 'SKILL.md'),
      join(folder, 'commands', `${last}.md`),
    ]),
  ];
  const texts = [...new Set(files)].map(readText).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join('\n');
}

const MAX_ANCESTORS = 40;

function ancestors(folder: string): string[] {
  const found = [folder];
  for (let current = folder; dirname(current) !== current && found.length < MAX_ANCESTORS;) {
    current = dirname(current);
    found.push(current);
  }
  return found;
}

function pluginFolders(home: string, plugin: string | undefined): string[] {
  try {
    const installed = InstalledPlugins.parse(
      JSON.parse(readFileSync(join(home, '.claude/plugins/installed_plugins.json'), 'utf8')),
    );
    return Object.entries(installed.plugins)
      .filter(([fullName]) => plugin === undefined || fullName.startsWith(`${plugin}@`))
      .flatMap(([, copies]) => copies.map(({ installPath }) => installPath));
  } catch {
    return [];
  }
}

function readText(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return undefined;
    return readFileSync(file, 'utf8').slice(0, MAX_COMPONENT_BYTES);
  } catch {
    return undefined;
  }
}
