import type { ComponentFile, ComponentFinding, FindingLevel, UnreadReason } from './component-report.ts';

type Words = {
  readonly level: FindingLevel;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
};

const WORDS: Readonly<Record<UnreadReason, Words>> = {
  binary: {
    level: 'note',
    title: 'A file that is not text',
    why: 'What a program or archive does cannot be read here, so nothing is known about this file.',
    fix: 'Find out what the file is for, and take it from its maker rather than from this folder.',
  },
  'too-large': {
    level: 'note',
    title: 'A file too large to be read',
    why: 'Only files up to the size limit are read, so nothing is known about this one.',
    fix: 'Look at the file by other means, or leave it out.',
  },
  unreadable: {
    level: 'note',
    title: 'A file that could not be opened',
    why: 'The file is there but may not be read, so nothing is known about it.',
    fix: 'Give the scan the right to read the file and scan again.',
  },
  link: {
    level: 'warn',
    title: 'A link that leads out of the folder',
    why: 'What the link points to is not part of what is scanned and may be replaced at any time.',
    fix: 'Replace the link by the file itself.',
  },
};

export const unreadFindings = (files: readonly ComponentFile[]): readonly ComponentFinding[] =>
  files.flatMap((file) =>
    'unread' in file
      ? [
          {
            rule: `unread-${file.unread}`,
            detector: 'manifest',
            path: file.path,
            line: 1,
            column: 1,
            start: 0,
            end: 0,
            refs: [],
            ...WORDS[file.unread],
          } satisfies ComponentFinding,
        ]
      : [],
  );
