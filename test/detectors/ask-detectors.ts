import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Answer, Question } from './ask.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** A file of the repository (relative) that the detectors are loaded with, with another content. */
export type Overlay = { readonly file: string; readonly content: string };

/** Starts the detectors in a process of their own and asks them everything; the answers come in the questions' order. */
export async function askDetectors(
  questions: readonly Question[],
  overlay?: Overlay,
): Promise<readonly Answer[]> {
  const given = overlay && {
    file: pathToFileURL(join(REPOSITORY, overlay.file)).href,
    content: overlay.content,
  };
  const words = [
    ...(given === undefined ? [] : ['--import', join(import.meta.dirname, 'overlay.mjs')]),
    join(import.meta.dirname, 'ask.ts'),
  ];
  const text = await outputOf(
    words,
    questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    given === undefined ? {} : { SALLYPORT_TEST_OVERLAY: JSON.stringify(given) },
  );
  // The only writer of these lines is `ask.ts`.
  const answers = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
  if (answers.length !== questions.length)
    throw new Error(`${questions.length} asked, ${answers.length} answered`);
  return answers;
}

function outputOf(
  words: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'], env });
  const chunks: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  // Detectors that end early close the pipe; their exit code and stderr say why.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`the detectors ended with ${code}: ${Buffer.concat(said).toString('utf8')}`));
    });
  });
}
