import type { ActionKind, PathAccess, PathUse } from '@sallyport/action-model';
import { resolveLexically } from '@sallyport/command-reading';
import type { z } from 'zod';
import type { ActionDraft } from '../action-draft.ts';
import { problemOf } from '../hook-payload.ts';

/** Where the deed happens: what relative paths and `~` mean. */
export interface ToolPlace {
  readonly home: string;
  readonly cwd: string;
  /** The text of an installed skill or command by its name; undefined when it can't be found. */
  readonly readComponent?: ((name: string, cwd: string) => string | undefined) | undefined;
}

export type ToolReading = { readonly drafts: readonly ActionDraft[] } | { readonly unreadable: string };

/** How one tool's input becomes actions. `kinds` are all that it can become. */
export interface ToolReader {
  readonly kinds: readonly ActionKind[];
  read(input: unknown, place: ToolPlace): ToolReading;
}

/** A reader whose input is parsed once, here; its `read` gets the typed value. */
export const toolReader = <Schema extends z.ZodType>(
  kinds: readonly ActionKind[],
  schema: Schema,
  read: (input: z.infer<Schema>, place: ToolPlace) => readonly ActionDraft[],
): ToolReader => ({
  kinds,
  read(input, place) {
    const parsed = schema.safeParse(input);
    return parsed.success
      ? { drafts: read(parsed.data, place) }
      : { unreadable: `tool_input ${problemOf(parsed.error)}` };
  },
});

export const pathUse = (
  given: string,
  access: PathAccess,
  place: ToolPlace,
  { recursive = false, literal = false }: { recursive?: boolean; literal?: boolean } = {},
): PathUse => {
  const { path, certain, glob } = resolveLexically(given, place);
  // A tool that opens one file takes `*` and `?` as they stand.
  return { path, given, access, recursive, certain, glob: glob && !literal };
};
