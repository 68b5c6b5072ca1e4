import { type Field, literal } from '../field.ts';
import { type Frame, mark } from '../frame.ts';
import { readCode } from '../code/read-code.ts';
import { knownContent } from '../written-files.ts';
import { inFolder, usePath } from '../uses.ts';
import { runShellText } from './nested.ts';
import type { Call } from './program.ts';
import { readGitConfig } from './version-control.ts';

/**
 * Files that programs run without being told to, because they lie in the folder they work in. They matter here where
 * this command has written them: then their content is known. To add one, write a line in the table.
 */
type Reader = (frame: Frame, text: string, wrapper: string, words: readonly Field[]) => void;

const python: Reader = (frame, text, wrapper) => readCode(frame, text, 'python', wrapper);
const ruby: Reader = (frame, text, wrapper) => readCode(frame, text, 'ruby', wrapper);
const javascript: Reader = (frame, text, wrapper) => readCode(frame, text, 'javascript', wrapper);
const shell: Reader = (frame, text, wrapper) => void runShellText(frame, literal(text), wrapper);

const LOADED: readonly (readonly [programs: string, files: string, read: Reader])[] = [
  ['make gmake', 'GNUmakefile makefile Makefile', readMakeText],
  ['just', 'justfile Justfile .justfile', readRecipes],
  ['npm npx pnpm yarn bun node', 'package.json', readPackageScripts],
  ['pytest py.test tox nox', 'conftest.py noxfile.py', python],
  ['pip pip3 uv poetry python python3', 'setup.py sitecustomize.py usercustomize.py', python],
  ['rake', 'Rakefile rakefile Rakefile.rb', ruby],
  ['bundle', 'Gemfile', ruby],
  ['vagrant', 'Vagrantfile', ruby],
  ['gulp grunt vite vitest jest webpack rollup eslint', 'gulpfile.js Gruntfile.js vite.config.js vitest.config.js jest.config.js webpack.config.js rollup.config.js eslint.config.js', javascript], // prettier-ignore
  ['direnv', '.envrc', shell],
  ['yarn', '.yarnrc.yml .yarnrc', readYarnSettings],
  ['git', '.git/config .gitconfig ~/.gitconfig ~/.config/git/config', readGitConfig],
];

const FILES_OF = new Map<string, (readonly [file: string, read: Reader])[]>();
for (const [programs, files, read] of LOADED) {
  for (const program of programs.split(' ')) {
    const all = FILES_OF.get(program) ?? [];
    for (const file of files.split(' ')) all.push([file, read]);
    FILES_OF.set(program, all);
  }
}

export function readProjectFiles({ frame, name, words }: Call): void {
  const files = FILES_OF.get(name);
  if (!files) return;
  if (name === 'npm') readScriptSettings(frame, words.operands);
  if (!frame.reading.files) return;
  const folder = words.values.find(({ flag }) =>
    /^(?:-C|--directory|--prefix|--cwd|--rootdir)$/.test(flag),
  )?.value;
  for (const [file, read] of files) {
    const content = knownContent(frame, literal(folder ? `${folder.text}/${file}` : file));
    // A file that this command has made, of what can't be told: what it runs can't be, either.
    if (content && content.text === undefined) mark(frame, 'dynamic-code');
    if (content?.text === undefined) continue;
    // Read once: a makefile that calls make again says nothing new.
    const seen = (frame.reading.loaded ??= new WeakSet());
    if (seen.has(content)) continue;
    seen.add(content);
    read(
      { ...(folder ? inFolder(frame, folder) : frame), certain: false },
      content.text,
      `${name} ${file}`,
      words.operands,
    );
  }
}

/** The file that yarn runs in its own place, and its plugins: whatever is asked of it, even its version. */
function readYarnSettings(frame: Frame, text: string, wrapper: string): void {
  for (const [, file = ''] of text.matchAll(
    /(?:^|[\t "'{-])(?:yarn-?path|path)["']?[\t :]{1,16}["']?([^\s"',}\]]{1,4096})/gimu,
  )) {
    const named = literal(file);
    usePath(frame, named, 'execute');
    const content = knownContent(frame, named)?.text;
    if (content !== undefined) readCode(frame, content, 'javascript', wrapper);
  }
}

/** What a makefile's rules and its `$(shell …)` would run, with its own variables put in. */
export function readMakeText(
  frame: Frame,
  text: string,
  wrapper: string,
  given: readonly Field[] = [],
  depth = 0,
): void {
  const [goal] = given.filter((field) => !field.text.includes('='));
  const variables = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(
    /^(?:export )?([\w.]+) *(?:::?:?|\?|\+|!)?= *([^\n]*)$/gm,
  ))
    if (variables.size < 64) variables.set(name, value);
  // `make NAME=value` wins over what the file says.
  for (const field of given) {
    const equals = field.text.indexOf('=');
    if (equals > 0 && variables.size < 64)
      variables.set(field.text.slice(0, equals).replace(/[:?+!]+$/, ''), field.text.slice(equals + 1));
  }
  const valueOf = (name: string): string => variables.get(name) ?? `\${${name}}`;
  const expand = (code: string): string =>
    code
      .replaceAll(/\$[({]([\w.]+)[)}]/g, (_, name: string) => valueOf(name))
      // The goal that was asked for stands for what a rule's pattern matched.
      .replaceAll(/\$(?:[@*]|[({][@*][)}])/g, (whole) => goal?.text ?? whole)
      .replaceAll('$$', '$');
  for (const [, recipe, inline] of text.matchAll(/(?:^|\n)\t[@+-]*([^\n]+)|;[ \t]*[@+-]*([^\n]+)/g)) {
    const code = recipe ?? inline ?? '';
    if (code !== '') runShellText(frame, literal(expand(code)), wrapper);
  }
  for (const [, code = ''] of text.matchAll(/\$\(shell ([^)]{0,2048})\)/g))
    runShellText(frame, literal(expand(code)), `${wrapper} $(shell)`);
  for (const [, sign = '', file = ''] of text.matchAll(/\$\(file (<|>>?) *([^,)\n]{1,1024})/g))
    usePath(frame, literal(expand(file.trim())), sign === '<' ? 'read' : 'write');
  for (const [, files = ''] of text.matchAll(/^[-s]?include +([^\n]+)$/gm))
    for (const file of expand(files).split(/ +/).slice(0, 16)) {
      usePath(frame, literal(file), 'read');
      const included = knownContent(frame, literal(file))?.text;
      if (included !== undefined && included !== text && depth < 4)
        readMakeText(frame, included, wrapper, given, depth + 1);
    }
}

function readRecipes(frame: Frame, text: string, wrapper: string): void {
  for (const [, code = ''] of text.matchAll(/^[ \t]+[@-]*([^\n]+)$/gm))
    runShellText(frame, literal(code), wrapper);
}

/** `npm pkg set scripts.x=CODE`, `npm set-script x CODE`: what the next `npm run` runs. */
function readScriptSettings(frame: Frame, operands: readonly Field[]): void {
  const [verb, second, ...rest] = operands;
  if (verb?.text === 'set-script' && rest[0]) runShellText(frame, rest[0], 'npm set-script');
  if (verb?.text !== 'pkg' || second?.text !== 'set') return;
  for (const { text } of rest) {
    const code = /^scripts\.[^=]{1,200}=(.*)$/s.exec(text)?.[1];
    if (code !== undefined) runShellText(frame, literal(code), 'npm pkg set');
  }
}

function readPackageScripts(frame: Frame, text: string, wrapper: string): void {
  for (const code of scriptsOf(text)) runShellText(frame, literal(code), wrapper);
}

function scriptsOf(text: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('scripts' in parsed)) return [];
    const { scripts } = parsed;
    if (typeof scripts !== 'object' || scripts === null) return [];
    return Object.values(scripts).filter((code) => typeof code === 'string');
  } catch {
    return [];
  }
}
