import { basename, resolve } from 'node:path';
import type { Component, ComponentReport } from '@sallyport/detectors';
import type { SourceFile } from '@sallyport/device';

/** Names are for people to recognise; they come from the component itself and are no proof of anything. */
export type ComponentName = { readonly name: string | null; readonly version: string | null };

const WITH_NAMES = /(?:^|\/)(?:plugin|manifest|marketplace|package)\.json$/;
const KINDS: Readonly<Partial<Record<ComponentReport['kind'], Component['kind']>>> = {
  skill: 'skill',
  plugin: 'plugin',
  marketplace: 'marketplace',
  'mcp-bundle': 'bundle',
};

export function componentName(
  report: ComponentReport,
  files: readonly SourceFile[],
  root: string,
): ComponentName {
  const kind = KINDS[report.kind];
  const own = report.components.filter((component) => component.kind === kind);
  const declared = files
    .filter((file) => 'text' in file && WITH_NAMES.test(file.path) && rank(file.path, own) <= NEAR)
    .toSorted((a, b) => rank(a.path, own) - rank(b.path, own));
  const [first] = declared;
  const manifest = first !== undefined && 'text' in first ? namesIn(first.text) : undefined;
  return {
    name: own.length === 1 ? ownName(own[0]?.name, root) : (manifest?.name ?? null),
    version: manifest?.version ?? null,
  };
}

/** A skill goes by its folder, which is the root itself when that is what was asked for. */
const ownName = (name: string | undefined, root: string): string | null =>
  name === undefined || /^skill$/i.test(name) ? basename(resolve(root)) : name;

/** Deeper files speak of a part. */
const NEAR = 2;

/** The file that declares the component itself, then the shallowest. */
const rank = (path: string, own: readonly Component[]): number =>
  own.some((component) => component.path === path) ? 0 : path.split('/').length;

function namesIn(text: string): ComponentName | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return { name: stringIn(value, 'name'), version: stringIn(value, 'version') };
  } catch {
    return undefined;
  }
}

const stringIn = (value: object, field: string): string | null => {
  const found: unknown = Object.entries(value).find(([name]) => name === field)?.[1];
  return typeof found === 'string' ? found.slice(0, 100) : null;
};
