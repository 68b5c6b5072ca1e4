import type { Assignment, Command, Redirection, Word } from 'unbash';
import { type Field, UNKNOWN, UNSET } from '../field.ts';
import { deeper, type Frame, through } from '../frame.ts';
import { MAX_STEPS, MAX_TEXT } from '../limits.ts';
import { setVariable } from '../scope.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { noteCommandVariable, notePrompt } from './command-variables.ts';
import { expandText, expandWord } from './expand-word.ts';
import { assignArray, setElement } from './arrays.ts';
import { type Connections, connect } from './redirections.ts';
import { runSubscripts } from './subscript-code.ts';
import { joinSubstitutionValues, mayHaveSubstitutionValue } from './substitution-value.ts';
import { valueOfVariable } from './variables.ts';

export const EMPTY_OUTPUT: Stream = textStream('');

/** One simple command: assignments, words, redirections; then the program, function or builtin it names. */
export function runCommand(frame: Frame, given: Command): Stream {
  const command = mayHaveSubstitutionValue(given) ? joinSubstitutionValues(given) : given;
  return frame.scope.choices?.size ? runWithChoices(frame, command) : runOnce(frame, command);
}

/** Where a variable may have several values, the command is read with each of them. */
function runWithChoices(frame: Frame, command: Command): Stream {
  const { scope } = frame;
  const words = [command.name, ...command.prefix, ...command.suffix];
  const mentions = (name: string): boolean =>
    words.some((word) => word !== undefined && mentionsName(word, name));
  const chosen = [...(scope.choices ?? [])].find(([name]) => mentions(name));
  if (!chosen) return runOnce(frame, command);
  const [name, values] = chosen;
  let last: Stream = FROM_PROGRAM;
  for (const value of values) {
    if (++frame.reading.steps > MAX_STEPS) break;
    setVariable(scope, name, value);
    last = runWithChoices({ ...frame, certain: false }, command);
  }
  scope.choices?.set(name, values);
  return last;
}

function mentionsName(part: Word | Assignment | Redirection, name: string): boolean {
  if (part.type === 'Word' || part.type === 'Assignment') return usesName(part.text, name);
  return usesName(part.type === 'HereDoc' ? part.body.text : (part.target?.text ?? ''), name);
}

const usesName = (text: string, name: string): boolean =>
  text.includes(`$${name}`) || text.includes(`{${name}`) || text.includes(`{!${name}`);

function runOnce(frame: Frame, command: Command): Stream {
  const fields: Field[] = [];
  let redirections: Redirection[] | undefined;
  if (command.name) {
    const alias = frame.scope.aliases?.get(command.name.text);
    if (alias !== undefined) return runAlias(frame, command, alias);
    expandWord(frame, command.name, fields);
  }
  for (const part of command.suffix) {
    if (part.type === 'Word') expandSuffix(frame, command, part, fields);
    else if (part.type === 'Assignment') fields.push(...assignmentFields(frame, part));
    else (redirections ??= []).push(part);
  }
  let assignments: Assignment[] | undefined;
  for (const part of command.prefix) {
    if (part.type === 'Assignment') (assignments ??= []).push(part);
    else (redirections ??= []).push(part);
  }
  if (!redirections && !assignments) {
    return fields.length === 0 ? EMPTY_OUTPUT : frame.reading.engine.runProgram(frame, fields);
  }
  if (fields.length === 0) {
    for (const assignment of assignments ?? []) {
      assign(frame, assignment);
      notePrompt(frame, assignment.name, frame.scope.variables.get(assignment.name) ?? '');
    }
    // `$(<file)` prints the file.
    return redirections ? connect(frame, redirections).stdin : EMPTY_OUTPUT;
  }
  const connections = connect(frame, redirections ?? []);
  const restore = assignments?.map((assignment) => assignForOne(frame, assignment));
  const stream = runConnected(frame, connections, (inner) => frame.reading.engine.runProgram(inner, fields));
  for (const undo of restore ?? []) undo();
  return stream;
}

/** `--flag=<(code)`: the parser takes the substitution for a word of its own; its place tells that it is not. */
function expandSuffix(frame: Frame, command: Command, word: Word, fields: Field[]): void {
  const count = fields.length;
  expandWord(frame, word, fields);
  if (word.parts?.[0]?.type !== 'ProcessSubstitution') return;
  const index = command.suffix.indexOf(word);
  const before = index === 0 ? command.name : command.suffix[index - 1];
  const [head, tail] = [fields[count - 1], fields[count]];
  if (before?.end !== word.pos || !head || !tail) return;
  fields.splice(count - 1, 2, {
    text: head.text + tail.text,
    source: head.source + tail.source,
    glob: head.glob,
  });
}

/** Runs with the redirections in place, and remembers known text that ends up in a file. */
export function runConnected(frame: Frame, connections: Connections, run: (frame: Frame) => Stream): Stream {
  const { stdin, outputs } = connections;
  const goesToFile = outputs.length > 0;
  const inner =
    stdin === frame.stdin && !goesToFile ? frame : { ...frame, stdin, heard: frame.heard || goesToFile };
  const stream = run(inner);
  if (!goesToFile) return stream;
  for (const { path, appends } of outputs) writeFile(frame, path, stream, appends);
  return EMPTY_OUTPUT;
}

export function writeFile(frame: Frame, path: string, stream: Stream, appends: boolean): void {
  const files = (frame.reading.files ??= new Map());
  const before = appends ? files.get(path)?.text : undefined;
  const text = stream.text === undefined ? undefined : (before ?? '') + stream.text;
  if (text === undefined || text.length > MAX_TEXT) files.set(path, FROM_PROGRAM);
  else files.set(path, textStream(text, stream));
}

/** An alias is text put in place of the first word, so the command is read again from its text. */
function runAlias(frame: Frame, command: Command, alias: string): Stream {
  const parts = command.suffix.map(textOfPart);
  // After an alias that ends in a blank the next word may be an alias, too.
  const [next = ''] = parts;
  if (/\s$/.test(alias)) parts[0] = frame.scope.aliases?.get(next) ?? next;
  const rest = parts.join(' ');
  const aliases = new Map(frame.scope.aliases);
  // An alias is not expanded inside itself.
  aliases.delete(command.name?.text ?? '');
  const saved = frame.scope.aliases;
  const inner = deeper(frame, { via: through(frame, 'alias') });
  if (!inner) return FROM_PROGRAM;
  frame.scope.aliases = aliases;
  const stream = frame.reading.engine.runText(inner, `${alias} ${rest}`);
  if (frame.scope.aliases === aliases) frame.scope.aliases = saved;
  return stream;
}

function textOfPart(part: Command['suffix'][number]): string {
  if (part.type === 'Word' || part.type === 'Assignment') return part.text;
  if (part.type === 'HereDoc') return '';
  return `${part.operator}${part.target?.text ?? ''}`;
}

/** `export x=~/a`: the word the builtin gets, with the value expanded as an assignment's is. */
function assignmentFields(frame: Frame, assignment: Assignment): readonly Field[] {
  const { value, text } = assignment;
  if (value.type === 'Word') {
    return [{ text: `${assignment.name}=${expandValue(frame, value)}`, source: text, glob: false }];
  }
  assign(frame, assignment);
  return [{ text: assignment.name, source: text, glob: false }];
}

function expandValue(frame: Frame, word: Word): string {
  const value = expandText(frame, word);
  // Tildes after colons are expanded in assignments.
  return value.includes(':~') && !word.text.includes("'")
    ? value.replaceAll(/:~(?=\/|:|$)/g, `:${frame.scope.home}`)
    : value;
}

export function assign(frame: Frame, assignment: Assignment): void {
  const { scope } = frame;
  const { name, value, append } = assignment;
  if (value.type === 'ArrayValue') return assignArray(frame, assignment, expandWord);
  const text = expandValue(frame, value);
  runSubscripts(frame, text);
  if (assignment.index) {
    setElement(frame, name, expandText(frame, assignment.index), text);
    return;
  }
  const before = append ? valueOfVariable(frame, name).replaceAll(UNSET, '') : '';
  setVariable(scope, name, before + text);
}

/** `x=1 command`: the variable is the command's, and goes back afterwards. */
function assignForOne(frame: Frame, assignment: Assignment): () => void {
  const { variables } = frame.scope;
  const { name } = assignment;
  const before = variables.get(name);
  assign(frame, assignment);
  noteCommandVariable(frame, name, variables.get(name) ?? UNKNOWN);
  return () => {
    if (before === undefined) variables.delete(name);
    else variables.set(name, before);
  };
}
