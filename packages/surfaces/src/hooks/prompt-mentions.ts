import { clip } from '../actions/action-draft.ts';
import { pathUses } from '../tools/path-uses.ts';
import type { ToolPlace } from '../tools/tool-reader.ts';
import type { PathUse } from '@sallyport/action-model';

// The client takes a mention after a space or one of these full stops and commas, quoted or up to the next space.
const MENTION = /(?:^|[\s\u3002\u3001\uff1f\uff01])@(?:"([^"]+)"|(\S+))/gu;

/** `notes.txt.` in a sentence is `notes.txt`: a mention ends at its last letter or digit, in older clients of ASCII. */
const withoutTail = (token: string): readonly string[] => [
  token.replace(/[^\p{L}\p{N}_]+$/u, ''),
  token.replace(/\W+$/, ''),
];

/** `file.ts#L10-20` names lines of the file. */
const withoutLines = (token: string): string => /^([^#]+)#/.exec(token)?.[1] ?? token;

/**
 * The files that a prompt attaches with `@path`. No tool event ever shows them: this is the only place where a
 * hook sees the read. Names of agents and packages are taken for paths too; a path that does not exist harms no one.
 */
export const mentionedFiles = (prompt: string, place: ToolPlace): readonly PathUse[] => {
  const given = new Set<string>();
  for (const [, quoted, plain] of prompt.matchAll(MENTION)) {
    if (quoted?.endsWith(' (agent)') === true) continue;
    const whole = quoted ?? plain ?? '';
    for (const token of quoted === undefined ? withoutTail(whole) : [whole]) {
      if (token !== '') given.add(withoutLines(token));
    }
  }
  return [...given].flatMap((path) => pathUses(clip(path, 4096), 'read', place, { literal: true }));
};
