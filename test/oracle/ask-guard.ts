import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { makeFakeRoot, removeFakeRoot, WORKSPACE, type FakeRoot } from './fake-root.ts';
import type { Answer, Question } from './guard.ts';
import { sandboxArguments } from './sandbox.ts';

const REPOSITORY = dirname(dirname(import.meta.dirname));
/** Where the sandbox sees it: outside every home, so that no rule about homes touches it. */
const MOUNTED = '/opt/sallyport';
/** What Node makes of the guard's sources, where `npm test` says: most of a question is the start of the program. */
const compileCache = (): string[] => {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? [] : ['--bind', folder, COMPILED, '--setenv', 'NODE_COMPILE_CACHE', COMPILED];
};
const COMPILED = '/opt/compiled';
const NEEDED = ['package.json', 'node_modules', 'packages', 'policies', 'test/oracle'];

/** A file of the repository (relative) that the guard sees with another file's content. */
export type Overlay = { readonly file: string; readonly contentFrom: string };

/** Starts the guard in a fresh sandbox and asks it everything at once; the answers are by the question's id. */
export async function askGuard(
  questions: readonly Question[],
  overlay?: Overlay,
  /** What stood there beside the usual before the first question. */
  prepare: (root: FakeRoot) => void = () => {},
): Promise<ReadonlyMap<string, Answer>> {
  const root = makeFakeRoot();
  try {
    prepare(root);
    const mounts = NEEDED.flatMap((path) => ['--ro-bind', join(REPOSITORY, path), join(MOUNTED, path)]);
    if (overlay !== undefined) mounts.push('--ro-bind', overlay.contentFrom, join(MOUNTED, overlay.file));
    const program = join(MOUNTED, 'test/oracle/guard.ts');
    const text = await output(
      [
        ...sandboxArguments(root),
        ...mounts,
        ...compileCache(),
        '--chdir',
        WORKSPACE,
        '/opt/node/bin/node',
        program,
      ],
      questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    );
    // The only writer of these lines is `guard.ts`.
    const answers = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Answer);
    return new Map(answers.map((answer) => [answer.id, answer]));
  } finally {
    removeFakeRoot(root);
  }
}

function output(words: readonly string[], input: string): Promise<string> {
  const child = spawn('bwrap', words, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: '/usr/bin:/bin' } });
  const chunks: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  // A guard that ends early closes the pipe; its exit code and stderr say why.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`the guard ended with ${code}: ${Buffer.concat(said).toString('utf8')}`));
    });
  });
}
