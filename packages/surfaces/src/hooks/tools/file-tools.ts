import { resolveLexically } from '@sallyport/command-reading';
import { z } from 'zod';
import { draft, sample, samples } from '../action-draft.ts';
import { pathUse, toolReader, type ToolReader } from './tool-reader.ts';

/** Longer than any system's limit; refused, because a cut path is another path. */
export const FilePath = z.string().min(1).max(8192);

const read = toolReader(['file.read'], z.object({ file_path: FilePath }), (input, place) => [
  draft('file.read', {}, { paths: [pathUse(input.file_path, 'read', place, { literal: true })] }),
]);

const write = toolReader(
  ['file.write'],
  z.object({ file_path: FilePath, content: z.string() }),
  (input, place) => [
    draft(
      'file.write',
      {},
      {
        paths: [pathUse(input.file_path, 'write', place, { literal: true })],
        samples: samples(sample('content', input.content)),
      },
    ),
  ],
);

const edit = toolReader(
  ['file.write'],
  z.object({ file_path: FilePath, new_string: z.string() }),
  (input, place) => [
    draft(
      'file.write',
      {},
      {
        paths: [pathUse(input.file_path, 'write', place, { literal: true })],
        samples: samples(sample('content', input.new_string)),
      },
    ),
  ],
);

/** Gone from current clients; one action, for all its edits land in one file. */
const multiEdit = toolReader(
  ['file.write'],
  z.object({ file_path: FilePath, edits: z.array(z.object({ new_string: z.string() })).max(1000) }),
  (input, place) => [
    draft(
      'file.write',
      {},
      {
        paths: [pathUse(input.file_path, 'write', place, { literal: true })],
        // Joined, so that the bound on the number of samples hides none of the edits.
        samples: samples(sample('content', input.edits.map((each) => each.new_string).join('\n'))),
      },
    ),
  ],
);

const notebookEdit = toolReader(
  ['file.write'],
  z.object({ notebook_path: FilePath, new_source: z.string().optional() }),
  (input, place) => [
    draft(
      'file.write',
      {},
      {
        paths: [pathUse(input.notebook_path, 'write', place, { literal: true })],
        samples: samples(sample('code', input.new_source)),
      },
    ),
  ],
);

const glob = toolReader(
  ['file.list'],
  z.object({ pattern: FilePath, path: FilePath.optional() }),
  (input, place) => {
    const base = pathUse(input.path ?? place.cwd, 'list', place, { recursive: true, literal: true });
    // A pattern may leave the folder it starts from (`/etc/**`, `../*`): both are what is listed.
    const pattern = pathUse(input.pattern, 'list', { ...place, cwd: base.path });
    return [draft('file.list', {}, { paths: [base, pattern] })];
  },
);

/** Searching reads everything below its folder: even a bare list of matches tells what is in the files. */
const grep = toolReader(
  ['file.read'],
  z.object({
    pattern: z.string(),
    path: FilePath.optional(),
    glob: FilePath.optional(),
  }),
  (input, place) => {
    const base = pathUse(input.path ?? place.cwd, 'read', place, { recursive: true, literal: true });
    const narrowed =
      input.glob === undefined
        ? []
        : [pathUse(`**/${input.glob.replace(/^\/+/, '')}`, 'read', { ...place, cwd: base.path })];
    return [
      draft(
        'file.read',
        {},
        { paths: [base, ...narrowed], samples: samples(sample('query', input.pattern)) },
      ),
    ];
  },
);

const languageServer = toolReader(
  ['file.read', 'tool.call'],
  z.object({ filePath: FilePath.optional() }),
  (input, place) => [
    input.filePath === undefined
      ? draft('tool.call', {})
      : draft('file.read', {}, { paths: [pathUse(input.filePath, 'read', place, { literal: true })] }),
  ],
);

export const fileTools: Readonly<Record<string, ToolReader>> = {
  Read: read,
  Write: write,
  Edit: edit,
  MultiEdit: multiEdit,
  NotebookEdit: notebookEdit,
  Glob: glob,
  Grep: grep,
  LSP: languageServer,
};

/** Is the text a path at all, in an argument whose meaning nobody declared? */
export const looksLikePath = (text: string): boolean =>
  text.length <= 4096 && /^(?:\/(?!\/)|~[\w.-]*(?:\/|$)|\.{1,2}\/|[A-Za-z]:[\\/]|\\\\|file:)/.test(text);

/** A path in the arguments of a tool nobody declared; what is done to it cannot be known, so it counts as read. */
export const mentionedPath = (text: string, place: { home: string; cwd: string }) => ({
  ...resolveLexically(text, place),
  given: text,
  access: 'read' as const,
  recursive: false,
});
