import { z } from 'zod';
import { clip, draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
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

/** The key that names an application is not documented either: the known ones first, then any text that is there. */
const appNameIn = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  const named = AppName.safeParse(value).data;
  if (!named) return undefined;
  return (
    named.app ??
    named.name ??
    named.bundle_id ??
    Object.values(named).find((each) => typeof each === 'string')
  );
};
const Name = z.string().max(300);
const AppName = z
  .record(z.string(), z.unknown())
  .and(z.object({ app: Name.optional(), name: Name.optional(), bundle_id: Name.optional() }));

const openApplication = toolReader(['screen.act'], z.unknown(), (input) => [
  draft('screen.act', { gesture: 'open_application', app: clip(appNameIn(input) ?? '?', 300) }),
]);

/** Asking for applications: the grant, and for each one an act, so that rules on applications hold already here. */
const requestAccess = toolReader(
  ['access.grant', 'screen.act'],
  z.object({ apps: z.array(z.unknown()).max(200), reason: z.string().optional() }),
  ({ apps, reason }) => [
    draft('access.grant', { recipients: ['computer-use'] }, { samples: samples(sample('message', reason)) }),
    ...apps.map((app) =>
      draft('screen.act', { gesture: 'request_access', app: clip(appNameIn(app) ?? '?', 300) }),
    ),
  ],
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
  'switch_display',
  'list_granted_applications',
  'read_clipboard',
  'write_clipboard',
] as const;

const single: Readonly<Record<string, ToolReader>> = {
  ...Object.fromEntries(GESTURES.map((name) => [name, screenAct(name)])),
  open_application: openApplication,
  request_access: requestAccess,
};

/** A step is `{action, …}` or, as in the browser's batches, `{name, input}`. */
const Step = z.looseObject({
  action: z.string().min(1).max(300).optional(),
  name: z.string().min(1).max(300).optional(),
  input: z.unknown().optional(),
});
const Batch = z.object({ actions: z.array(Step).max(200) });

/** It runs as one call, so one step that cannot be read makes the whole of it unreadable. */
const batch: ToolReader = {
  kinds: ['screen.act', 'access.grant'],
  read(input, place: ToolPlace): ToolReading {
    const parsed = Batch.safeParse(input);
    if (!parsed.success) return { unreadable: 'tool_input `actions`: not a list of at most 200 steps' };
    const drafts: ActionDraft[] = [];
    for (const step of parsed.data.actions) {
      const name = step.action ?? step.name;
      if (name === undefined) return { unreadable: 'tool_input `actions`: a step without a name' };
      const reader = Object.hasOwn(single, name) ? single[name] : undefined;
      const reading = (reader ?? screenAct(clip(name, 100))).read(step.input ?? step, place);
      if ('unreadable' in reading) return { unreadable: `step \`${clip(name, 50)}\`: ${reading.unreadable}` };
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
