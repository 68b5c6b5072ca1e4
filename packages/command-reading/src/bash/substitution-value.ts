import type { Assignment, Command, Word } from 'unbash';

type Part = Command['suffix'][number];

/**
 * `X=<(code) program`: the parser ends the assignment before the substitution and takes that for the program. Here
 * the two are put together again, which their places in the source tell.
 */
export function joinSubstitutionValues(command: Command): Command {
  const { name, prefix, suffix } = command;
  const before = prefix.at(-1);
  if (name && before?.type === 'Assignment' && isValueOf(before, name)) {
    const [next, ...rest] = suffix;
    const joined: Command['prefix'] = [...prefix.slice(0, -1), withValue(before, name)];
    const base = { ...command, prefix: joined, name: undefined };
    if (next?.type === 'Word') return { ...base, name: next, suffix: rest };
    return { ...base, suffix };
  }
  const at = suffix.findIndex(
    (part, index) => part.type === 'Assignment' && isValueOf(part, suffix[index + 1]),
  );
  const assignment = suffix[at];
  const value = suffix[at + 1];
  if (assignment?.type !== 'Assignment' || value?.type !== 'Word') return command;
  return {
    ...command,
    suffix: [...suffix.slice(0, at), withValue(assignment, value), ...suffix.slice(at + 2)],
  };
}

const isValueOf = (assignment: Assignment, part: Part | undefined): boolean =>
  part?.type === 'Word' &&
  part.pos === assignment.end &&
  assignment.text.endsWith('=') &&
  part.parts?.[0]?.type === 'ProcessSubstitution';

const withValue = (assignment: Assignment, value: Word): Assignment => ({
  type: 'Assignment',
  pos: assignment.pos,
  end: value.end,
  text: assignment.text + value.text,
  name: assignment.name,
  value,
  append: assignment.append,
  index: assignment.index,
});

/** Asked for every command, so it looks at little: most have neither. */
export const mayHaveSubstitutionValue = (command: Command): boolean =>
  (command.prefix.length > 0 && command.name?.parts?.[0]?.type === 'ProcessSubstitution') ||
  (command.suffix.length > 1 && command.suffix[0]?.type === 'Assignment');
