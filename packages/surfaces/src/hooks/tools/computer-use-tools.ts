import { z } from 'zod';
import { clip, draft, sample, samples, type ActionDraft } from '../action-draft.ts';
import { toolReader, type ToolPlace, type ToolReader, type ToolReading } from './tool-reader.ts';

/** Inputs are not documented: what names an application or carries text is taken where it is found. */
const Gesture = z.object({
  app: z.string().max(300).optional(),
  bundle_id: z.string().max(300).optional(),
  text: z.string().optional(),
});

const screenAct = (gesture: string): ToolReader =>
  toolReader(['screen.act'], Gesture, ({ app, bundle_id, text }) => {
    const named = app ?? bundle_id;
    return [
      draft(
        'screen.act',
        { gesture, ...(named !== undefined && { app: named }) },
        { samples: samples(sample('content', text)) },
      ),
    ];
  });

const App = z.union([
  z.string().max(300),
  z.looseObject({ name: z.string().max(300).optional(), bundle_id: z.string().max(300).optional() }),
]);

/** Asking for applications: the grant, and for each one an act, so that rules on applications hold already here. */
const requestAccess = toolReader(
  ['access.grant', 'screen.act'],
  z.object({ apps: z.array(App).max(200), reason: z.string().optional() }),
  ({ apps, reason }) => {
    const names = apps.map((app) => (typeof app === 'string' ? app : (app.name ?? app.bundle_id ?? '?')));
    return [
      draft(
        'access.grant',
        { recipients: ['computer-use'] },
        { samples: samples(sample('message', reason)) },
      ),
      ...names.map((app) => draft('screen.act', { gesture: 'request_access', app })),
    ];
  },
);

const GESTURES = [
  'screenshot',
  'zoom',
  'left_click',
  'double_click',
  'triple_click',
  'right_click',
  'middle_click',
  'left_click_drag',
  'left_mouse_down',
  'left_mouse_up',
  'mouse_move',
  'cursor_position',
  'scroll',
  'type',
  'key',
  'hold_key',
  'wait',
  'open_application',
  'switch_display',
  'list_granted_applications',
  'read_clipboard',
  'write_clipboard',
] as const;

const single: Readonly<Record<string, ToolReader>> = {
  ...Object.fromEntries(GESTURES.map((name) => [name, screenAct(name)])),
  request_access: requestAccess,
};

const Batch = z.object({
  actions: z.array(z.looseObject({ action: z.string().min(1).max(300) })).max(200),
});

const batch: ToolReader = {
  kinds: ['screen.act', 'access.grant'],
  read(input, place: ToolPlace): ToolReading {
    const parsed = Batch.safeParse(input);
    if (!parsed.success) return { unreadable: 'tool_input `actions`: not a list of at most 200 named steps' };
    const drafts: ActionDraft[] = [];
    for (const step of parsed.data.actions) {
      const reader = Object.hasOwn(single, step.action) ? single[step.action] : undefined;
      const reading = (reader ?? screenAct(clip(step.action, 100))).read(step, place);
      if ('unreadable' in reading)
        return { unreadable: `step \`${clip(step.action, 50)}\`: ${reading.unreadable}` };
      drafts.push(...reading.drafts);
    }
    return { drafts };
  },
};

export const computerUseTools: Readonly<Record<string, ToolReader>> = Object.fromEntries(
  [...Object.entries(single), ['computer_batch', batch] as const].map(([name, reader]) => [
    `mcp__computer-use__${name}`,
    reader,
  ]),
);
