import type { ActionKind } from '@sallyport/action-model';
import type { z } from 'zod';
import type { ActionDraft } from '../actions/action-draft.ts';
import { problemOf } from './tool-payload.ts';
import type { Folders } from './path-uses.ts';

/** A skill or command as it lies on disk, under every place that the client could take it from. */
export interface InstalledComponent {
  /** The texts of all its copies, one after the other. */
  readonly text: string;
  /** Where each lies, and the hash of all that belongs to it. */
  readonly copies: readonly { readonly source: string; readonly sha256?: string | undefined }[];
}

export type ReadComponent = (name: string, cwd: string) => InstalledComponent | undefined;

export interface ToolPlace extends Folders {
  /** An installed skill or command by its name; undefined when it can't be found. */
  readonly readComponent?: ReadComponent | undefined;
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
