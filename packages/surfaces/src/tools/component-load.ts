import type { ComponentRef, ContentSample } from '@sallyport/action-model';
import { draft, type ActionDraft } from '../actions/action-draft.ts';
import { inlineCommands } from './inline-commands.ts';
import { shellRun } from './shell-tools.ts';
import type { ToolPlace } from './tool-reader.ts';

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
