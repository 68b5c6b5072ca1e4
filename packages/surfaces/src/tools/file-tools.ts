import { z } from 'zod';
import { draft, sample, samples } from '../actions/action-draft.ts';
import { pathUse, pathUses, type Folders } from './path-uses.ts';
import { toolReader, type ToolReader } from './tool-reader.ts';

/** Longer than any system's limit; refused, because a cut path is another path. */
export const FilePath = z.string().min(1).max(8192);

const read = toolReader(['file.read'], z.object({ file_path: FilePath }), (input, place) => [
  draft('file.read', {}, { paths: [...pathUses(input.file_path, 'read', place, { literal: true })] }),
]);

const write = toolReader(
  ['file.write'],
  z.object({ file_path: FilePath, content: z.string() }),
  (input, place) => [
    draft(
      'file.write',
      {},
      {
        paths: [...pathUses(input.file_path, 'write', place, { literal: true })],
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
        paths: [...pathUses(input.file_path, 'write', place, { literal: true })],
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
        paths: [...pathUses(input.file_path, 'write', place, { literal: true })],
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
        paths: [...pathUses(input.notebook_path, 'write', place, { literal: true })],
        samples: samples(sample('code', input.new_source)),
      },
    ),
  ],
);

/** The folder before the first brace: what stands in braces may be any of several folders. */
const beforeBraces = (pattern: string): string | undefined => {
  const brace = pattern.indexOf('{');
  const slash = brace < 0 ? -1 : pattern.lastIndexOf('/', brace);
  return slash < 0 ? undefined : pattern.slice(0, slash + 1);
};

/** Without a path, or with an empty one, both search the current folder. */
const SearchedFolder = z.string().max(8192).optional();

const glob = toolReader(
  ['file.list'],
  z.object({ pattern: FilePath, path: SearchedFolder }),
  (input, place) => {
    const bases = pathUses(input.path ?? place.cwd, 'list', place, { recursive: true, literal: true });
    // A pattern may leave the folder it starts from (`/etc/**`, `../*`): both are what is listed.
    const patterns = bases.flatMap((base) => {
      const from = { ...place, cwd: base.path };
      const folder = beforeBraces(input.pattern);
      return [
        ...pathUses(input.pattern, 'list', from),
        ...(folder === undefined ? [] : pathUses(folder, 'list', from, { recursive: true })),
      ];
    });
    return [draft('file.list', {}, { paths: [...bases, ...patterns] })];
  },
);

/**
 * Searching reads everything below its folder: even a bare list of matches tells what is in the files. `glob` only
 * narrows it; the client's search never leaves the folder, whatever the pattern says.
 */
const grep = toolReader(
  ['file.read'],
  z.object({
    pattern: z.string(),
    path: SearchedFolder,
    glob: FilePath.optional(),
  }),
  (input, place) => {
    const bases = pathUses(input.path ?? place.cwd, 'read', place, { recursive: true, literal: true });
    const within = input.glob?.replace(/^\/+/, '');
    const narrowed =
      within === undefined
        ? []
        : bases.map((base) => pathUse(`**/${within}`, 'read', { ...place, cwd: base.path }));
    return [
      draft(
        'file.read',
        {},
        { paths: [...bases, ...narrowed], samples: samples(sample('query', input.pattern)) },
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
      : draft('file.read', {}, { paths: [...pathUses(input.filePath, 'read', place, { literal: true })] }),
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

/** Is the text a path at all, in an argument whose meaning nobody declared? A server may take the spaces off too. */
export const looksLikePath = (text: string): boolean =>
  text.length <= 4096 && /^\s*(?:\/(?!\/)|~[\w.-]*(?:\/|$)|\.{1,2}\/|[A-Za-z]:[\\/]|\\\\|file:)/.test(text);

/** A path in the arguments of a tool nobody declared; what is done to it cannot be known, so it counts as read. */
export const mentionedPaths = (text: string, place: Folders) => pathUses(text, 'read', place);
