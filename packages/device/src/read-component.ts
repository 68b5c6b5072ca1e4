import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { InstalledComponent } from '@sallyport/surfaces';
import { readRegularFile } from './component-files/regular-file.ts';
import { HASH_LIMITS, hashContent } from './inventory/content-hash.ts';

/** More than a skill ever holds; a longer text is read this far, which is where the client's own limits lie too. */
const MAX_COMPONENT_BYTES = 1_048_576;
/** All texts of one name together, and the plugins they may come from: nobody else is answered while they are read. */
const MAX_BYTES = 16 * MAX_COMPONENT_BYTES;
const MAX_PLUGIN_COPIES = 1000;
/** Copies of one name that are hashed, and all that is read for it: nobody else is answered meanwhile. */
const MAX_HASHED = 16;
const MAX_HASHED_BYTES = 16 * MAX_COMPONENT_BYTES;
const MAX_HASHED_FILES = 2000;

/** Observed, undocumented and changing between versions, so only what is used is asked for. */
const InstalledPlugins = z.object({
  plugins: z.record(z.string(), z.array(z.object({ installPath: z.string() }))),
});

/**
 * Every skill and command of this name that the client could load: the project's, its parents', the person's, those of
 * installed plugins (`plugin:name`). Which one wins has changed between versions, so all count. A skill is its whole folder,
 * by the hash that the inventory gives it too.
 * Plugins and folders given on the command line (`--plugin-dir`, `--add-dir`) leave no trace on disk and are not found.
 */
export function readComponent(name: string, cwd: string, home: string): InstalledComponent | undefined {
  const parts = name.replace(/^\//, '').split(':');
  // A name is claimed by the payload: nothing in it may lead out of the folders below.
  if (parts.length > 8 || parts.some((part) => !isName(part))) return undefined;
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
  let left = MAX_BYTES;
  let hashBytes = MAX_HASHED_BYTES;
  let hashFiles = MAX_HASHED_FILES;
  const texts: string[] = [];
  const copies: InstalledComponent['copies'][number][] = [];
  for (const file of new Set(files)) {
    const text = readText(file, Math.min(left, MAX_COMPONENT_BYTES));
    if (text === undefined) continue;
    left -= text.length;
    texts.push(text);
    const whole = basename(file) === 'SKILL.md' ? dirname(file) : file;
    const limits = { ...HASH_LIMITS, maxTotalBytes: hashBytes, maxFiles: hashFiles };
    const isHashed = copies.length < MAX_HASHED && hashBytes > 0 && hashFiles > 0;
    const hashed = isHashed ? hashContent(whole, limits) : undefined;
    hashBytes -= hashed?.bytes ?? 0;
    hashFiles -= hashed?.files ?? 0;
    // The hash of a part would stay the same while the rest changes.
    const isWhole = hashed?.isPart === false && !hashed.hasHistory;
    copies.push({ source: file, sha256: isWhole ? hashed.sha256 : undefined });
  }
  return texts.length === 0 ? undefined : { text: texts.join('\n'), copies };
}

/** Of a file or a folder: no separator, nothing that is not seen, and no way up. */
const isName = (part: string): boolean =>
  part.length <= 100 && /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(part) && !/[/\\]|^\.+$/.test(part);

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
      JSON.parse(readText(join(home, '.claude/plugins/installed_plugins.json'), MAX_BYTES) ?? '{}'),
    );
    return Object.entries(installed.plugins)
      .filter(([fullName]) => plugin === undefined || fullName.startsWith(`${plugin}@`))
      .flatMap(([, copies]) => copies.map(({ installPath }) => installPath))
      .slice(0, MAX_PLUGIN_COPIES);
  } catch {
    return [];
  }
}

const readText = (path: string, maxBytes: number): string | undefined =>
  readRegularFile(path, maxBytes, { follow: true })?.bytes.toString('utf8');
