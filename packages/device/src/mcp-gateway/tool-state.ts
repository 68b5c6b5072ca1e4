import { definitionDiff, type DefinitionChange } from '@sallyport/surfaces';
import type { Approved, Definition, Doubt, Seen, SeenServer } from './pin-files.ts';

/**
 * `waits`: nobody has approved the server; `alike`: nor its name, which reads like another's; `new` and `changed`: nobody has
 * approved this definition; `suspect`: nor looked at what speaks against it; `barred`: policy does not let it in.
 */
export type ToolState = 'fine' | 'new' | 'changed' | 'waits' | 'alike' | 'suspect' | 'barred';

/** What speaks against tools, by their names. */
export type Doubts = ReadonlyMap<string, Omit<Doubt, 'sha256'>>;

type Pin = SeenServer['tools'][string];

/** What speaks against the definition as it is now; a person who has approved this very one has looked. */
export const doubted = (
  { seen, doubt }: Pin,
  ofPerson: Definition | undefined,
): 'barred' | 'suspect' | undefined => {
  if (doubt === undefined || doubt.sha256 !== seen.sha256) return undefined;
  if (doubt.isBarred) return 'barred';
  return ofPerson?.sha256 === seen.sha256 ? undefined : 'suspect';
};

export const compared = (seen: Definition, trusted: Definition | undefined): 'fine' | 'new' | 'changed' =>
  trusted === undefined ? 'new' : trusted.sha256 === seen.sha256 ? 'fine' : 'changed';

/** One tool that waits for a person, with what is another in it. */
export type WaitingTool = {
  readonly server: string;
  readonly key: string;
  readonly tool: string;
  /** A prompt is named like a tool, and is another thing. */
  readonly kind: 'tool' | 'prompt';
  readonly why: 'new' | 'changed' | 'suspect' | 'barred';
  /** What speaks against it. */
  readonly reasons: readonly string[];
  readonly changes: readonly DefinitionChange[];
};

/** What a person has to look at, of the servers that this word means: their name, or their key. */
export function waitingTools(seen: Seen, approved: Approved, word?: string): readonly WaitingTool[] {
  return Object.entries(seen)
    .filter(([key, { name }]) => word === undefined || word === key || word === name)
    .flatMap(([key, { name, tools, prompts = {} }]) =>
      [
        ...Object.entries(tools).map((entry) => ['tool', ...entry] as const),
        ...Object.entries(prompts).map((entry) => ['prompt', ...entry] as const),
      ].flatMap(([kind, tool, pin]): WaitingTool[] => {
        const { seen: now, trusted } = pin;
        const ofPerson = approved[key]?.[`${kind}s`]?.[tool];
        const before = ofPerson ?? trusted;
        const why = doubted(pin, ofPerson) ?? compared(now, before);
        if (why === 'fine') return [];
        // What was taken as it was, and is doubted now, nobody has seen: all of it is shown.
        const shown = before === undefined || before.sha256 === now.sha256 ? undefined : valueOf(before.text);
        const changes = definitionDiff(shown, valueOf(now.text));
        const reasons = pin.doubt?.sha256 === now.sha256 ? pin.doubt.why : [];
        return [{ server: name, key, tool, kind, why, reasons, changes }];
      }),
    );
}

/** A definition again of its text; one that was cut stays a text. */
export const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
