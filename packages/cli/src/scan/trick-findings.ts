import type { ComponentFinding, FindingLevel } from '@sallyport/detectors';
import type { BundleTrick } from '@sallyport/device';

type Words = Pick<ComponentFinding, 'level' | 'title' | 'why' | 'fix'>;

const words = (level: FindingLevel, title: string, why: string, fix: string): Words => ({
  level,
  title,
  why,
  fix,
});

const REPACK = 'Do not install this bundle; ask its maker for one made by the official packer.';

const WORDS: Readonly<Record<BundleTrick['kind'], Words>> = {
  'unsafe-name': words(
    'block',
    'A name that leads out of the bundle',
    'Unpacked as it says, this file would be laid somewhere else on the machine, over a file that is there.',
    REPACK,
  ),
  'same-name': words(
    'block',
    'One name for two files',
    'Which of the two a program gets depends on the program, so what is reviewed need not be what runs.',
    REPACK,
  ),
  'two-names': words(
    'block',
    'A file with two names',
    'The bundle names this file differently in two places, so what is reviewed need not be what runs.',
    REPACK,
  ),
  'false-size': words(
    'block',
    'A false size',
    'The bundle says another size than the file has, which makes programs read another file, or too much.',
    REPACK,
  ),
  bomb: words(
    'block',
    'A file made to fill the disk',
    'It unpacks to hundreds of times its size, which no ordinary file does.',
    REPACK,
  ),
  'odd-packing': words(
    'warn',
    'A file packed in an unusual way',
    'It is packed by a method that clients do not need and a scan can not unpack, so nothing is known about it.',
    REPACK,
  ),
  encrypted: words(
    'warn',
    'An encrypted file',
    'Nobody can look into it before it is installed, and a password beside it would open it afterwards.',
    'Ask for the bundle without encryption.',
  ),
};

const REFS: readonly string[] = ['https://cwe.mitre.org/data/definitions/22.html'];

export const trickFindings = (tricks: readonly BundleTrick[]): readonly ComponentFinding[] =>
  tricks.map(({ kind, path }) => ({
    rule: `bundle-${kind}`,
    detector: 'manifest',
    path,
    line: 1,
    column: 1,
    start: 0,
    end: 0,
    refs: kind === 'unsafe-name' ? REFS : [],
    ...WORDS[kind],
  }));

/** A component that is not read to the end can hide what it holds behind what is read. */
export const cutFinding = (cut: readonly string[]): ComponentFinding => ({
  rule: 'not-read-to-the-end',
  detector: 'manifest',
  level: 'warn',
  path: '.',
  line: 1,
  column: 1,
  start: 0,
  end: 0,
  refs: [],
  title: 'More than a scan reads',
  why: `Nothing is known about the rest: ${cut.join('; ')}.`,
  fix: 'Scan its parts one by one, or find out why it is so large.',
});
