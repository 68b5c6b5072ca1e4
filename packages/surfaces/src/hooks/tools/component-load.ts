import type { ComponentRef, ContentSample } from '@sallyport/action-model';
import { draft, type ActionDraft } from '../action-draft.ts';
import { shellRun } from './shell-tools.ts';
import type { ToolPlace } from './tool-reader.ts';

/** In a skill's or command's text, `!` before a code span or as a fence's language makes the client run the code. */
const INLINE = /(?:^|[\s(])!`([^`\n]{1,20000})`/g;
const FENCED = /^```!\s*\n([\s\S]{1,60000}?)^```/gm;
const MAX_COMMANDS = 100;

/** The commands that loading this text runs, with the arguments put in as the client would. */
export const inlineCommands = (text: string, args: string): readonly string[] =>
  [...text.matchAll(INLINE), ...text.matchAll(FENCED)]
    .slice(0, MAX_COMMANDS)
    .map(([, command = '']) => command.replaceAll(/\$ARGUMENTS\b/g, () => args));

/**
 * Loading a skill or a command: the component itself, and every command that its text runs while it is loaded,
 * which no tool event will show. A text that could not be found gives the component alone.
 */
export const componentLoad = (
  component: ComponentRef,
  args: string | undefined,
  said: ContentSample[],
  place: ToolPlace,
): readonly ActionDraft[] => {
  const text = component.type === 'skill' ? place.readComponent?.(component.name, place.cwd) : undefined;
  return [
    draft('component.load', { component }, { samples: said }),
    ...inlineCommands(text ?? '', args ?? '').map((command) => shellRun(command, place)),
  ];
};
