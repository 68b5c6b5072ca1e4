import { createHash } from 'node:crypto';
import { toolDefinitionText, type ToolDefinition } from '@sallyport/surfaces';
import type { Definition, Doubt, Pins } from './pin-files.ts';
import { compared, doubted, type Doubts, type ToolState } from './tool-state.ts';

const MAX_DEFINITIONS = 1000;
/** A definition is read by a model; a longer one is compared and not kept whole. */
const MAX_TEXT = 65_536;

/** What is known of tools, or of prompts, after a list: `isTrusting` takes what nobody doubts as it is. */
export function takeDefinitions(
  known: Pins,
  definitions: readonly ToolDefinition[],
  isTrusting: boolean,
  doubts: Doubts | undefined,
): Pins {
  const pins = { ...known };
  for (const { name, ...rest } of definitions) {
    if (!canBeKept(name)) continue;
    const seen = definitionOf({ name, ...rest });
    const before = Object.hasOwn(pins, name) ? pins[name] : undefined;
    if (before === undefined && Object.keys(pins).length >= MAX_DEFINITIONS) continue;
    const doubt = doubtOf(doubts, name, seen, before?.doubt);
    const trusted = before?.trusted ?? (isTrusting && doubt === undefined ? seen : undefined);
    pins[name] = {
      seen,
      ...(trusted === undefined ? {} : { trusted }),
      ...(doubt === undefined ? {} : { doubt }),
    };
  }
  return pins;
}

/** Of one of them, beside what a person has approved. */
export const stateIn = (
  known: Pins | undefined,
  name: string,
  ofPerson: Definition | undefined,
): ToolState => {
  // What nobody can remember is another one each time.
  if (!canBeKept(name)) return 'new';
  // None was ever listed: there is nothing to compare with.
  if (known === undefined || Object.keys(known).length === 0) return 'fine';
  const pin = Object.hasOwn(known, name) ? known[name] : undefined;
  if (pin === undefined) return 'new';
  return doubted(pin, ofPerson) ?? compared(pin.seen, ofPerson ?? pin.trusted);
};

/** What is said now, or was said before of the very same where nobody could say anything now. */
export const doubtOf = (
  doubts: Doubts | undefined,
  name: string,
  { sha256 }: Definition,
  before: Doubt | undefined,
): Doubt | undefined => {
  if (doubts === undefined) return before?.sha256 === sha256 ? before : undefined;
  const said = doubts.get(name);
  return said === undefined ? undefined : { sha256, ...said };
};

export const definitionOf = (tool: ToolDefinition): Definition => {
  // Nested deeper than anybody reads: then it is the same as nothing but itself.
  const text = toolDefinitionText(tool) ?? `unreadable ${Math.random()}`;
  return { sha256: createHash('sha256').update(text).digest('hex'), text: text.slice(0, MAX_TEXT) };
};

/** Longer ones, and the one that is no name in a program, would be remembered as something else. */
const canBeKept = (name: string): boolean => name.length <= 300 && name !== '__proto__';
