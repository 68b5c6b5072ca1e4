import { clip, type FoundItem, type InventoryKind, type Place } from '../inventory-item.ts';
import { given } from './parse-store.ts';

/** What a task is told to do to others: it sends, changes or removes while nobody looks. */
const ACTS =
  /\b(?:send|e-?mail|post|publish|share|upload|push|submit|reply|forward|delete|remove|overwrite|move|update|edit|write|commit|merge|deploy|pay|transfer|invite)\b/i;

/** A skill, command, subagent or scheduled task: one text with a head of `key: value` lines. */
export function readComponentText(
  text: string,
  place: Place,
  { kind, name, content }: { kind: InventoryKind; name: string; content: string },
): FoundItem {
  const head = headOf(text);
  const tools = head.get('allowed-tools') ?? head.get('tools');
  const schedule = head.get('schedule') ?? head.get('cron');
  return {
    kind,
    name: clip(name),
    ...place,
    content,
    ...given('version', head.get('version')),
    ...given('detail', schedule ?? (tools === undefined ? undefined : `tools: ${tools}`)),
    ...(kind === 'scheduled-task' && ACTS.test(text) ? { marks: ['acts'] } : {}),
  };
}

const MAX_HEAD_UNITS = 16_384;

function headOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const lines = text.slice(0, MAX_HEAD_UNITS).split(/\r?\n/);
  if (lines[0]?.trim() !== '---') return found;
  for (const line of lines.slice(1)) {
    if (line.trim() === '---') return found;
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    if (colon > 0 && value !== '') found.set(line.slice(0, colon).trim().toLowerCase(), clip(value));
  }
  // A head without an end is none.
  return new Map();
}
