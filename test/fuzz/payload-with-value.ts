/** Payloads that stay JSON while one of their strings is changed: most changes of the text itself end at the parser. */
import { hookPayloads } from './seeds.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

type Place = { readonly payload: string; readonly path: readonly string[]; readonly value: string };

function* places(payload: string, value: unknown, path: readonly string[]): Generator<Place> {
  if (typeof value === 'string') yield { payload, path, value };
  else if (isRecord(value))
    for (const [key, inner] of Object.entries(value)) yield* places(payload, inner, [...path, key]);
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Without the event's own name, which leads the reader on. */
const PLACES = hookPayloads()
  .flatMap((payload) => [...places(payload, parsed(payload), [])])
  .filter(({ path }) => path[0] !== 'hook_event_name');

export const payloadValues = (): readonly string[] => [...new Set(PLACES.map(({ value }) => value))];

/** The `run`th string of all payloads, in its payload, replaced. */
export const payloadWithValue = (text: string, run: number): string => {
  const place = PLACES[run % PLACES.length];
  if (place === undefined) return text;
  const root = parsed(place.payload);
  let at = root;
  for (const key of place.path.slice(0, -1)) at = isRecord(at) ? at[key] : undefined;
  const last = place.path.at(-1);
  if (isRecord(at) && last !== undefined) at[last] = text;
  return JSON.stringify(root);
};
