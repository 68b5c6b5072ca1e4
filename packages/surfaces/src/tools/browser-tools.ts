import { z } from 'zod';
import { clip, draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import { canonicalJson } from '../actions/canonical-json.ts';
import { urlUse } from '../actions/url-use.ts';
import { FilePath } from './file-tools.ts';
import { pathUse, pathUses } from './path-uses.ts';
import { toolReader, type ToolPlace, type ToolReader, type ToolReading } from './tool-reader.ts';
import { Url } from './web-tools.ts';

/** Looking at the page and arranging tabs. */
const browserAct = (gesture: string): ToolReader =>
  toolReader(['browser.act'], z.unknown(), (input) => [
    draft('browser.act', { gesture }, { samples: samples(sample('arguments', canonicalJson(input))) }),
  ]);

const navigate = toolReader(['browser.act', 'file.read'], z.object({ url: Url }), ({ url: given }, place) => {
  if (given === 'back' || given === 'forward') return [draft('browser.act', { gesture: given })];
  const { url, hosts, file } = urlUse(given, { direction: 'both', defaultScheme: 'https' });
  return [
    draft('browser.act', { gesture: 'navigate', url }, { effects: ['external'], hosts }),
    ...(file === undefined ? [] : [draft('file.read', {}, { paths: [pathUse(file, 'read', place)] })]),
  ];
});

const computer = toolReader(
  ['browser.act'],
  z.object({ action: z.string().min(1), text: z.string().optional() }),
  ({ action, text }) => [
    draft('browser.act', { gesture: clip(action, 100) }, { samples: samples(sample('content', text)) }),
  ],
);

const formInput = toolReader(
  ['browser.act'],
  z.object({ value: z.union([z.string(), z.boolean(), z.number()]) }),
  ({ value }) => [
    draft('browser.act', { gesture: 'form_input' }, { samples: samples(sample('content', String(value))) }),
  ],
);

const javascript = toolReader(['browser.act'], z.object({ text: z.string() }), ({ text }) => [
  draft('browser.act', { gesture: 'javascript' }, { samples: samples(sample('code', text)) }),
]);

/** The page is not in the payload: an empty URL says that where it goes is not known. */
const fileUpload = toolReader(
  ['file.read', 'net.upload'],
  z.object({ paths: z.array(FilePath).max(1000).optional() }),
  (input, place) => {
    const paths = (input.paths ?? []).flatMap((path) => pathUses(path, 'read', place, { literal: true }));
    return [
      ...(paths.length > 0 ? [draft('file.read', {}, { paths })] : []),
      draft('net.upload', { url: '' }, { effects: ['external'], paths }),
    ];
  },
);

const uploadImage = toolReader(['net.upload'], z.unknown(), () => [
  draft('net.upload', { url: '' }, { effects: ['external'] }),
]);

const LOOKS = [
  'read_page',
  'get_page_text',
  'find',
  'tabs_context_mcp',
  'tabs_create_mcp',
  'tabs_close_mcp',
  'read_console_messages',
  'read_network_requests',
  'list_connected_browsers',
  'select_browser',
  'switch_browser',
  'resize_window',
  'gif_creator',
] as const;

const single: Readonly<Record<string, ToolReader>> = {
  ...Object.fromEntries(LOOKS.map((name) => [name, browserAct(name)])),
  navigate,
  computer,
  form_input: formInput,
  javascript_tool: javascript,
  file_upload: fileUpload,
  upload_image: uploadImage,
};

const Batch = z.object({
  actions: z.array(z.object({ name: z.string().min(1).max(300), input: z.unknown().optional() })).max(200),
});

/** Each step is its own action; one that cannot be read makes the whole batch unreadable, for it runs as one. */
const batch: ToolReader = {
  kinds: ['browser.act', 'file.read', 'net.upload'],
  read(input, place): ToolReading {
    const parsed = Batch.safeParse(input);
    if (!parsed.success) return { unreadable: 'tool_input `actions`: not a list of at most 200 named steps' };
    const drafts: ActionDraft[] = [];
    for (const step of parsed.data.actions) {
      const name = step.name.replace(/^mcp__[A-Za-z_-]+?__/, '');
      const reading = readStep(name, step.input, place);
      if ('unreadable' in reading) return { unreadable: `step \`${clip(name, 50)}\`: ${reading.unreadable}` };
      drafts.push(...reading.drafts);
    }
    return { drafts };
  },
};

const readStep = (name: string, input: unknown, place: ToolPlace): ToolReading =>
  ((Object.hasOwn(single, name) ? single[name] : undefined) ?? browserAct(clip(name, 100))).read(
    input,
    place,
  );

/** Chrome is driven under several server names; the tools behind them are the same. */
const CHROME_SERVERS = ['claude-in-chrome', 'Claude_in_Chrome', 'Claude_Browser'];

const onServer = (server: string, tools: Readonly<Record<string, ToolReader>>): Record<string, ToolReader> =>
  Object.fromEntries(Object.entries(tools).map(([name, reader]) => [`mcp__${server}__${name}`, reader]));

export const browserTools: Readonly<Record<string, ToolReader>> = {
  ...Object.fromEntries(
    CHROME_SERVERS.flatMap((server) => Object.entries(onServer(server, { ...single, browser_batch: batch }))),
  ),
  ...onServer('Claude_Preview', {
    preview_start: browserAct('preview_start'),
    preview_list: browserAct('preview_list'),
    preview_snapshot: browserAct('preview_snapshot'),
  }),
};
