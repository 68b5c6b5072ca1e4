import { literal } from '../field.ts';
import { mark } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { usePath } from '../uses.ts';
import { knownContent } from '../written-files.ts';
import { runShellText } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, wordSet } from './program.ts';

/** Editors that take commands: given in flags, or on their input. */

/** `vim -c ':!cmd' file`, `vim +cmd`. */
function readVim({ frame, args, words, name }: Call): Stream {
  const commands = words.values
    .filter(({ flag }) => flag === '-c' || flag === '--cmd')
    .map(({ value }) => value.text);
  for (const { text } of args) if (text.startsWith('+') && text.length > 1) commands.push(text.slice(1));
  for (const { flag, value } of words.values) {
    if (flag === '-S' || flag === '-u') {
      usePath(frame, value, 'execute');
      commands.push(...(knownContent(frame, value)?.text?.split('\n', 256) ?? []));
    }
    if (flag === '-w' || flag === '-W' || flag === '-i') usePath(frame, value, 'write');
  }
  // Behind -e it means to be silent; alone it names a file of keys to press.
  const [keys] = words.operands;
  if (hasFlag(words, '-s') && !hasFlag(words, '-e', '-E') && name !== 'ex' && keys) {
    usePath(frame, keys, 'execute');
    commands.push(...(knownContent(frame, keys)?.text?.split('\n', 256) ?? []));
  }
  const reads = name === 'view' || hasFlag(words, '-R');
  for (const file of words.operands.filter((field) => !field.text.startsWith('+'))) {
    usePath(frame, file, 'read');
    if (!reads) usePath(frame, file, 'write');
  }
  // `ex` and `vim -es` take their commands from the input.
  if (name === 'ex' || hasFlag(words, '-e', '-E'))
    commands.push(...(frame.stdin.text?.split('\n', 256) ?? []));
  for (const command of commands.flatMap((text) => text.split('|'))) {
    const plain = command.trim().replace(/^:+\s*/, '');
    const shell = /^(?:[%\d,.$]*(?:r(?:ead)?|w(?:rite)?)?\s*!|sil(?:ent)?!?\s+!|terminal\s|!)(.+)$/.exec(
      plain,
    )?.[1];
    if (shell !== undefined) runShellText(frame, literal(shell), `${name} -c`);
    const file =
      /^[%\d,.$]*(r(?:ead)?|e(?:dit)?|so(?:urce)?|w(?:rite)?|sav\w*|sp(?:lit)?|tabe\w*)!?\s+([^!].*)$/.exec(
        plain,
      );
    if (file?.[2])
      usePath(
        frame,
        literal(file[2]),
        /^[ws]/.test(file[1] ?? '') && !/^s[op]/.test(file[1] ?? '') ? 'write' : 'read',
      );
    const code = /^(?:py(?:thon)?[3x]?|lua|perl|ruby)\s+(.+)$/s.exec(plain)?.[1];
    if (code !== undefined) mark(frame, 'inline-code');
    const inner =
      code === undefined ? undefined : /(?:system|popen|execute)\s*\(\s*(['"])(.*?)\1/.exec(code)?.[2];
    if (inner !== undefined) runShellText(frame, literal(inner), `${name} -c`);
  }
  return FROM_PROGRAM;
}

/** `ed file` with its commands on the input: `!` runs, `r` reads, `w` writes. */
function readEd({ frame, words, name }: Call): Stream {
  for (const file of words.operands) {
    if (file.text.startsWith('!')) runShellText(frame, literal(file.text.slice(1)), name);
    else {
      usePath(frame, file, 'read');
      usePath(frame, file, 'write');
    }
  }
  for (const line of frame.stdin.text?.split('\n', 256) ?? []) {
    const [, verb = '', rest = ''] = /^[\d,.$%;+-]*(!|[reEfwW]q?(?=\s|$))\s*(.*)$/s.exec(line) ?? [];
    const shell = verb === '!' ? rest : rest.startsWith('!') ? rest.slice(1) : undefined;
    if (shell !== undefined) runShellText(frame, literal(shell), name);
    else if (rest !== '') usePath(frame, literal(rest), /^[wW]/.test(verb) ? 'write' : 'read');
  }
  return FROM_PROGRAM;
}

export const EDITORS: [string, Program][] = programsByName<Program>({
  'vim vi nvim vimdiff view rvim gvim ex rview vim.basic vim.tiny': {
    rules: { valued: wordSet('-c --cmd -S -u -w -W -i -t -T') },
    read: readVim,
  },
  'ed red': { rules: { valued: wordSet('-p --prompt') }, read: readEd },
});
