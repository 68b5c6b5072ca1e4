import type { ActionKind } from '@sallyport/action-model';
import type { z } from 'zod';
import type { ActionDraft } from '../actions/action-draft.ts';
import { problemOf } from './tool-payload.ts';
import type { Folders } from './path-uses.ts';

export interface ToolPlace extends Folders {
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
