import { z } from 'zod';
import { draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import { FilePath } from './file-tools.ts';
import { pathUses } from './path-uses.ts';
import { toolReader, type ToolPlace, type ToolReader } from './tool-reader.ts';
import { fetchOf, Url } from './web-tools.ts';

/**
 * Tools of the widespread file and fetch servers by their own names. A server's name is a label that anyone may
 * choose, so only the tool's name and the shape of its arguments count; and what is read here is decided on top
 * of the plain `tool.call`, so a misleading name can only make a decision stricter.
 */
const onPath = (
  kind: 'file.read' | 'file.list' | 'file.write' | 'file.delete',
  recursive = false,
): ToolReader => {
  const access =
    kind === 'file.read'
      ? 'read'
      : kind === 'file.list'
        ? 'list'
        : kind === 'file.write'
          ? 'write'
          : 'delete';
  return toolReader(
    [kind],
    z.object({ path: FilePath, content: z.string().optional() }),
    ({ path, content }, place) => [
      draft(
        kind,
        {},
        {
          effects: kind === 'file.delete' ? ['irreversible'] : [],
          paths: [...pathUses(path, access, place, { recursive, literal: true })],
          samples: samples(sample('content', content)),
        },
      ),
    ],
  );
};

const readMany = toolReader(
  ['file.read'],
  z.object({ paths: z.array(FilePath).max(1000) }),
  ({ paths }, place) => [
    draft(
      'file.read',
      {},
      { paths: paths.flatMap((path) => pathUses(path, 'read', place, { literal: true })) },
    ),
  ],
);

const editFile = toolReader(
  ['file.write'],
  z.object({ path: FilePath, edits: z.array(z.object({ newText: z.string() })).max(1000) }),
  ({ path, edits }, place) => [
    draft(
      'file.write',
      {},
      {
        paths: [...pathUses(path, 'write', place, { literal: true })],
        samples: samples(sample('content', edits.map(({ newText }) => newText).join('\n'))),
      },
    ),
  ],
);

/** Moving reads and removes the one place, and writes the other. */
const moveFile = toolReader(
  ['file.read', 'file.delete', 'file.write'],
  z.object({ source: FilePath, destination: FilePath }),
  ({ source, destination }, place) => [
    draft('file.read', {}, { paths: [...pathUses(source, 'read', place, { literal: true })] }),
    draft('file.delete', {}, { paths: [...pathUses(source, 'delete', place, { literal: true })] }),
    draft('file.write', {}, { paths: [...pathUses(destination, 'write', place, { literal: true })] }),
  ],
);

const fetchTool = toolReader(['web.fetch', 'file.read'], z.object({ url: Url }), ({ url }, place) => [
  fetchOf(url, place),
]);

const byServerTool: Readonly<Record<string, ToolReader>> = {
  read_file: onPath('file.read'),
  read_text_file: onPath('file.read'),
  read_media_file: onPath('file.read'),
  get_file_info: onPath('file.list'),
  list_directory: onPath('file.list'),
  list_directory_with_sizes: onPath('file.list'),
  directory_tree: onPath('file.list', true),
  search_files: onPath('file.list', true),
  write_file: onPath('file.write'),
  create_directory: onPath('file.write'),
  delete_file: onPath('file.delete'),
  read_multiple_files: readMany,
  edit_file: editFile,
  move_file: moveFile,
  fetch: fetchTool,
};

export const KNOWN_MCP_KINDS = [...new Set(Object.values(byServerTool).flatMap(({ kinds }) => kinds))];

/** What a call does beside being a call; nothing when its name or its arguments are not of the known kind. */
export const knownMcpDrafts = (
  serverTool: string,
  input: unknown,
  place: ToolPlace,
): readonly ActionDraft[] => {
  const reading = Object.hasOwn(byServerTool, serverTool)
    ? byServerTool[serverTool]?.read(input, place)
    : undefined;
  return reading && 'drafts' in reading ? reading.drafts : [];
};
