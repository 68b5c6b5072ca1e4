import type { ComponentRef, ContentSample } from '@sallyport/action-model';
import { draft, type ActionDraft } from '../actions/action-draft.ts';
import { inlineCommands } from './inline-commands.ts';
import { shellRun } from './shell-tools.ts';
import type { InstalledComponent, ToolPlace } from './tool-reader.ts';

/** More copies of one name than anybody has. */
const MAX_COPIES = 16;

/**
 * Loading a skill or a command: the component itself, and every command that its text runs while it is loaded,
 * which no tool event will show. Which of several copies loads is the client's choice, so each is an action; one that could
 * not be found gives the component alone.
 */
export const componentLoad = (
  component: ComponentRef,
  args: string | undefined,
  said: ContentSample[],
  place: ToolPlace,
): readonly ActionDraft[] => {
  const installed = component.type === 'skill' ? place.readComponent?.(component.name, place.cwd) : undefined;
  return [
    ...copiesOf(component, installed?.copies ?? []).map((copy, index) =>
      draft('component.load', { component: copy }, { samples: index === 0 ? said : [] }),
    ),
    ...inlineCommands(installed?.text ?? '', args ?? '').map((command) => shellRun(command, place)),
  ];
};

const copiesOf = (component: ComponentRef, copies: InstalledComponent['copies']): readonly ComponentRef[] => {
  const known = new Map(
    copies.flatMap(({ source, sha256 }) => (sha256 === undefined ? [] : [[sha256, source] as const])),
  );
  // Nobody knows what one of them is made of, and the client may take just that one.
  const hasUnknown =
    known.size === 0 || known.size > MAX_COPIES || copies.some(({ sha256 }) => sha256 === undefined);
  return [
    ...[...known]
      .slice(0, MAX_COPIES)
      .map(([sha256, source]) => ({ source: source.slice(0, 2048), ...component, sha256 })),
    ...(hasUnknown ? [component] : []),
  ];
};
