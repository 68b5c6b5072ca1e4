import { askGuard, type Overlay } from '../oracle/ask-guard.ts';
import type { Answer, Question } from '../oracle/guard.ts';
import { layScenery } from './scenery.ts';
import type { Trick } from './trick.ts';

export const questionOf = (trick: Trick): Question => ({
  id: trick.id,
  cwd: trick.cwd,
  ...(trick.pack === undefined ? {} : { pack: trick.pack }),
  ...('command' in trick
    ? { command: trick.command }
    : { event: 'PreToolUse', payload: { tool_name: trick.tool, tool_input: trick.input } }),
});

/** What the guard says to each, in the world in which they were observed. */
export async function judgeTricks(
  tricks: readonly Trick[],
  overlay?: Overlay,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = await askGuard(tricks.map(questionOf), overlay, layScenery);
  if (answers.size !== tricks.length) throw new Error(`${tricks.length} asked, ${answers.size} answered`);
  return answers;
}
