import { join } from 'node:path';
import { keepOfflineEvidence } from '../../offline/offline-evidence.ts';
import type { StateHome } from '../../state-home.ts';
import { readFetch } from './fetch-words.ts';
import { openCopies } from './open-copies.ts';

export type PinnedStart =
  /** Nobody has pinned this server. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'copy';
      readonly command: string;
      readonly args: readonly string[];
      readonly tree: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

/** What a relay starts in place of a command that fetches: the copy that a person pinned, when it is whole, and nothing else. */
export async function startPinned(
  name: string,
  command: string,
  args: readonly string[],
  home: StateHome,
): Promise<PinnedStart> {
  const fetch = readFetch(command, args);
  if (fetch === undefined) return { kind: 'none' };
  let unusable: string | undefined;
  const copies = openCopies(home, (file, why) => (unusable ??= `\`${file}\`: ${why}`))?.copies;
  // Nothing ran here yet, so nobody has pinned anything.
  if (copies === undefined) return { kind: 'none' };
  const copy = copies.find(name, fetch);
  if (copy === undefined && unusable === undefined) return { kind: 'none' };
  const state =
    copy === undefined ? { kind: 'broken' as const, why: unusable ?? '' } : await copies.stateOf(copy);
  if (copy !== undefined && state.kind === 'intact')
    return {
      kind: 'copy',
      command: 'node',
      args: [join(copies.folderOf(copy), copy.main), ...fetch.args],
      tree: copy.tree,
    };
  const why = state.kind === 'broken' ? state.why : '';
  keepOfflineEvidence(
    home.offlineEvidence,
    {
      type: 'lifecycle',
      event: 'mcp-copy-refused',
      detail: {
        server: name.slice(0, 200),
        package: copy?.package ?? fetch.package,
        why: why.slice(0, 1000),
      },
    },
    new Date(),
  );
  if (copy === undefined)
    return {
      kind: 'refused',
      why: `Sallyport has not started the server \`${name}\`: which copies are pinned can't be read (${why}). Do not work around this; tell the user. They can move that file away and pin their servers again with \`sallyport mcp pin\`.`,
    };
  return {
    kind: 'refused',
    why: `Sallyport has not started the server \`${name}\`: its pinned copy is not what a person pinned (${why}). Do not work around this; tell the user. They can look with \`sallyport mcp diff ${name}\` and fetch the same version anew with \`sallyport mcp pin ${name}\`.`,
  };
}
