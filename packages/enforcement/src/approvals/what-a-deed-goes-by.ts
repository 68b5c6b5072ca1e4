import type { Action, CommandMark, PathUse, ProgramUse } from '@sallyport/action-model';

/** A path whose state an approval is bound to; `content`: what lies there is read or run. */
export type BoundPath = { readonly path: string; readonly content: boolean };

export type GoesBy = {
  readonly paths: readonly BoundPath[];
  /** Why what runs can't be known to its end; empty where it can. */
  readonly openEnded: readonly string[];
};

/** More are not looked at. */
export const MAX_BOUND_PATHS = 256;
const MAX_REASONS = 20;
const MAX_FOLDERS = 32;
const FOLDER_FLAG = /^(?:-C|--directory|--prefix|--cwd|--dir)$/;
const FOLDER_IN_FLAG = /^--(?:directory|prefix|cwd|dir)=(.+)$/;
/** What goes by more than can be looked at can't be bound, so nobody can approve it. */
export const TOO_MANY_FILES = 'it goes by more files than can be looked at';

/**
 * Programs that run what files say which nobody named to them: `files` are bound wherever the command runs, and what
 * those start in turn can't be known. To add a program, write a line.
 */
const RUNS_FILES: readonly (readonly [programs: string, files: string])[] = [
  ['npm npx pnpm pnpx yarn bun bunx', 'package.json package-lock.json pnpm-lock.yaml yarn.lock bun.lock .npmrc .yarnrc.yml'],
  ['make gmake', 'GNUmakefile makefile Makefile'],
  ['cmake ninja meson bazel', 'CMakeLists.txt build.ninja meson.build WORKSPACE MODULE.bazel BUILD'],
  ['just', 'justfile Justfile .justfile'],
  ['task', 'Taskfile.yml Taskfile.yaml'],
  ['cargo', 'Cargo.toml Cargo.lock build.rs .cargo/config.toml'],
  ['go', 'go.mod go.sum'],
  ['gradle gradlew', 'build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.properties'],
  ['mvn mvnw', 'pom.xml .mvn/maven.config .mvn/jvm.config'],
  ['pip pip3 uv poetry pdm tox nox pytest', 'pyproject.toml setup.py setup.cfg requirements.txt tox.ini noxfile.py conftest.py'],
  ['rake bundle', 'Rakefile Gemfile Gemfile.lock'],
  ['docker podman docker-compose', 'Dockerfile Containerfile compose.yaml compose.yml docker-compose.yml docker-compose.yaml'],
  ['terraform tofu terragrunt', 'main.tf terraform.tfvars terragrunt.hcl'],
  ['ansible-playbook ansible', 'ansible.cfg'],
  ['helm helmfile kustomize skaffold', 'Chart.yaml values.yaml helmfile.yaml kustomization.yaml skaffold.yaml'],
  ['serverless sls sam cdk pulumi fly flyctl vercel netlify wrangler heroku firebase', 'serverless.yml template.yaml cdk.json Pulumi.yaml fly.toml vercel.json netlify.toml wrangler.toml Procfile firebase.json'],
  ['vagrant', 'Vagrantfile'],
  ['direnv', '.envrc'],
  ['gulp grunt vite vitest jest webpack rollup eslint', 'gulpfile.js Gruntfile.js vite.config.js vite.config.ts vitest.config.js vitest.config.ts jest.config.js webpack.config.js rollup.config.js eslint.config.js'],
]; // prettier-ignore

/** Git goes by its configuration and starts hooks of its own; both are bound, and a hook is a program. */
const GIT_FILES = [
  '.git/config',
  '.gitattributes',
  ...['pre-commit', 'commit-msg', 'prepare-commit-msg', 'post-commit', 'pre-push', 'pre-rebase', 'post-checkout', 'post-merge'].map(
    (hook) => `.git/hooks/${hook}`,
  ),
]; // prettier-ignore

const FILES_OF = new Map<string, string[]>();
for (const [programs, files] of RUNS_FILES)
  for (const program of programs.split(' '))
    FILES_OF.set(program, [...(FILES_OF.get(program) ?? []), ...files.split(' ')]);

const MARKS: Readonly<Partial<Record<CommandMark, string>>> = {
  'dynamic-program': 'which program runs is known only when it runs',
  'dynamic-code': 'it runs text that is known only when it runs',
  'piped-code': 'it runs what a download or a decoder gives back',
  'script-file': 'a script is run, and what that starts in turn is not part of the call',
  'syntax-error': 'the command could not be read to its end',
  'too-deep': 'the command is nested too deep to be read',
  'too-long': 'the command is too long to be read',
};

/** Of all actions of one call: what a person has to see that isn't in the words of the call: files, and where nobody can know. */
export function whatADeedGoesBy(actions: readonly Action[]): GoesBy {
  const bound = new Map<string, BoundPath>();
  const openEnded = new Set<string>();
  const bind = (path: string, content: boolean): void => {
    if (bound.has(path) ? bound.get(path)?.content === true : bound.size >= MAX_BOUND_PATHS) {
      if (!bound.has(path)) openEnded.add(TOO_MANY_FILES);
      return;
    }
    bound.set(path, { path, content });
  };
  for (const action of actions) {
    for (const use of action.paths) bindUse(use, bind, openEnded);
    if (action.kind !== 'shell.run') continue;
    const folders = foldersOf(action.command.programs, action.origin.cwd);
    if (folders.length > MAX_FOLDERS) openEnded.add(TOO_MANY_FILES);
    for (const program of action.command.programs) bindProgram(program, folders, bind, openEnded);
    for (const mark of action.command.marks) {
      const why = MARKS[mark];
      if (why !== undefined) openEnded.add(why);
    }
  }
  // The first, so that no number of other reasons pushes it out.
  const reasons = openEnded.delete(TOO_MANY_FILES) ? [TOO_MANY_FILES, ...openEnded] : [...openEnded];
  return { paths: [...bound.values()], openEnded: reasons.slice(0, MAX_REASONS) };
}

function bindUse(use: PathUse, bind: (path: string, content: boolean) => void, openEnded: Set<string>): void {
  const { path, access, certain, glob, recursive } = use;
  const isContent = access === 'read' || access === 'execute';
  if (glob || !certain) {
    if (access === 'execute')
      openEnded.add(`which file \`${use.given.slice(0, 200)}\` is, is known only when it runs`);
    else if (isContent) openEnded.add('which files it reads is known only when it runs');
    return;
  }
  if (recursive && isContent) openEnded.add('what lies in a folder it reads is not part of the call');
  bind(path, isContent);
}

function bindProgram(
  { name, given, args }: ProgramUse,
  folders: readonly string[],
  bind: (path: string, content: boolean) => void,
  openEnded: Set<string>,
): void {
  if (name === '?') openEnded.add('which program runs is known only when it runs');
  const files = name === 'git' ? GIT_FILES : FILES_OF.get(name);
  for (const folder of files === undefined ? [] : folders)
    for (const file of files ?? []) bind(`${folder}/${file}`, true);
  if (FILES_OF.has(name)) openEnded.add(`\`${name}\` runs what files say`);
  // What a word names may be a program of the same folder; where it is none, nothing is bound but that.
  if (given.startsWith('./') || given.startsWith('../'))
    for (const folder of folders) bind(`${folder}/${given.replace(/^(?:\.\/)+/, '')}`, true);
  if (args.length >= 4096) openEnded.add('it has more words than can be read');
}

/** Where the programs of a command may run: its own folder, and each that it goes to, from wherever it is by then. */
function foldersOf(programs: readonly ProgramUse[], cwd: string | undefined): readonly string[] {
  const folders = new Set<string>(cwd === undefined ? [] : [cwd]);
  for (const { name, args } of programs)
    for (const [index, word] of args.entries()) {
      const before = args[index - 1] ?? '';
      const isFolder = name === 'cd' || name === 'pushd' || FOLDER_FLAG.test(before);
      const folder = isFolder ? word : FOLDER_IN_FLAG.exec(word)?.[1];
      if (folder === undefined || folder.startsWith('-')) continue;
      const known = [...folders];
      for (const each of folder.startsWith('/') ? [folder] : known.map((from) => `${from}/${folder}`))
        folders.add(each);
      if (folders.size > MAX_FOLDERS) return [...folders];
    }
  return [...folders];
}
