import {
  SessionLabel,
  type Facts,
  type HostUse,
  type PathAccess,
  type ProgramUse,
} from '@sallyport/action-model';
import {
  covers,
  foldAnchor,
  foldPattern,
  isUnder,
  matchesPattern,
  parseAnchor,
  parsePattern,
  perOs,
  touches,
} from '../path/anchor.ts';
import type { PathSubject } from '../path/anchor.ts';
import { textTest } from '../path/glob.ts';
import { hint } from '../suggest.ts';
import { carriesValues, causes, hasFindings } from './content-methods.ts';
import { sendsOutside, sendsTo } from './recipient-methods.ts';
import { pathSubject, type View } from './view.ts';

/**
 * The methods that take string literals only. They are compiled when the policy is loaded, which is what lets the
 * index and the native compiler read them, and several literals mean "any of these" (except `runs`).
 */
export interface LiteralMethod {
  readonly receiver: string;
  readonly name: string;
  readonly about: string;
  /** The test for these literals, or a sentence saying what is wrong with them. */
  readonly compile: (literals: readonly string[]) => LiteralTest | string;
}
export type LiteralTest = (receiver: unknown) => boolean;

type SubjectTest = (subject: PathSubject) => boolean;

const anchorTest =
  (holds: typeof isUnder) =>
  (text: string): SubjectTest | string => {
    const anchor = parseAnchor(text);
    if (typeof anchor === 'string') return anchor;
    const segmentsFor = perOs((os) => foldAnchor(anchor, os));
    return (subject) => holds(subject, anchor.base, segmentsFor(subject.setting.os));
  };

const patternTest = (text: string): SubjectTest | string => {
  const pattern = parsePattern(text);
  if (typeof pattern === 'string') return pattern;
  const segmentsFor = perOs((os) => foldPattern(pattern, os));
  return (subject) => matchesPattern(subject, pattern.base, segmentsFor(subject.setting.os));
};

const anyOf = <Subject>(
  literals: readonly string[],
  compileOne: (literal: string) => ((subject: Subject) => boolean) | string,
): ((subject: Subject) => boolean) | string => {
  const tests: ((subject: Subject) => boolean)[] = [];
  for (const literal of literals) {
    const test = compileOne(literal);
    if (typeof test === 'string') return test;
    tests.push(test);
  }
  return (subject) => tests.some((test) => test(subject));
};

// The type checker has proved the receiver's type before a test runs; these name it.
const asView = (receiver: unknown): View => receiver as View;
const programOf = (receiver: unknown): ProgramUse => asView(receiver).raw as ProgramUse;
const hostOf = (receiver: unknown): HostUse => asView(receiver).raw as HostUse;
const sessionOf = (receiver: unknown): Facts['session'] => asView(receiver).raw as Facts['session'];

const onPath =
  (compileOne: (literal: string) => SubjectTest | string) =>
  (literals: readonly string[]): LiteralTest | string => {
    const test = anyOf(literals, compileOne);
    return typeof test === 'string' ? test : (receiver) => test(pathSubject(asView(receiver)));
  };

const onAction =
  (access: PathAccess) =>
  (literals: readonly string[]): LiteralTest | string => {
    const test = anyOf(literals, anchorTest(touches));
    if (typeof test === 'string') return test;
    return (receiver) =>
      // The getter of `Action.paths` gives views.
      (receiver as { readonly paths: readonly View[] }).paths.some((path) => {
        const subject = pathSubject(path);
        return subject.use.access === access && test(subject);
      });
  };

const inDomain = (literal: string): ((host: HostUse) => boolean) | string => {
  if (!/^[a-z0-9.:-]+$/u.test(literal) || literal.startsWith('.'))
    return `domain \`${literal}\` must be a lower-case name without scheme, port or leading dot`;
  const suffix = `.${literal}`;
  return ({ host }) => host === literal || host.endsWith(suffix);
};

/** `runs('git', 'push')`: the program, its subcommand, then further words in this order among its arguments. */
const runs = (literals: readonly string[]): LiteralTest => {
  const [name, subcommand, ...words] = literals;
  return (receiver) => {
    const program = programOf(receiver);
    if (program.name !== name) return false;
    // Not every program's subcommands are known to the reader of commands; then it is the first plain word.
    const first = program.subcommand ?? program.args.find((arg) => !arg.startsWith('-'));
    if (subcommand !== undefined && first !== subcommand) return false;
    let at = subcommand === undefined ? 0 : program.args.indexOf(subcommand) + 1;
    for (const word of words) {
      const found = program.args.indexOf(word, at);
      if (found < 0) return false;
      at = found + 1;
    }
    return true;
  };
};

const hasFlag = (literals: readonly string[]): LiteralTest | string => {
  const wrong = literals.find((literal) => !literal.startsWith('-') && !literal.startsWith('/'));
  if (wrong !== undefined) return `flag \`${wrong}\` must start with \`-\``;
  return (receiver) => programOf(receiver).flags.some((flag) => literals.includes(flag));
};

const hasLabel = (literals: readonly string[]): LiteralTest | string => {
  const wrong = literals.find((literal) => !SessionLabel.safeParse(literal).success);
  if (wrong !== undefined) return `unknown session label \`${wrong}\`${hint(wrong, SessionLabel.options)}`;
  const wanted = new Set(literals);
  return (receiver) => sessionOf(receiver).labels.some((label) => wanted.has(label));
};

const likeText = (literals: readonly string[]): LiteralTest => {
  const tests = literals.map(textTest);
  return (receiver) => {
    const text = String(receiver);
    return tests.some((test) => test(text));
  };
};

export const LITERAL_METHODS: readonly LiteralMethod[] = [
  {
    receiver: 'Path',
    name: 'under',
    about:
      'the written or resolved path is at or below a folder: `~` is the acting user’s home, `~*` any home; a glob counts when it could match something there',
    compile: onPath(anchorTest(isUnder)),
  },
  {
    receiver: 'Path',
    name: 'touches',
    about: '`under`, or a recursive deed on a folder that contains it (`rm -r ~`)',
    compile: onPath(anchorTest(touches)),
  },
  {
    receiver: 'Path',
    name: 'covers',
    about: 'the deed takes in the whole folder: it is on that folder, or recursively on one that contains it',
    compile: onPath(anchorTest(covers)),
  },
  {
    receiver: 'Path',
    name: 'like',
    about: 'the whole path matches a glob: `*` and `?` stay inside a segment, `**` crosses them',
    compile: onPath(patternTest),
  },
  {
    receiver: 'string',
    name: 'like',
    about: 'the whole text matches a glob: `*` is any text, `?` one character',
    compile: likeText,
  },
  {
    receiver: 'Host',
    name: 'inDomain',
    about: 'the host is this name or below it',
    compile: (literals) => {
      const test = anyOf(literals, inDomain);
      return typeof test === 'string' ? test : (receiver) => test(hostOf(receiver));
    },
  },
  {
    receiver: 'Program',
    name: 'has',
    about: 'one of the flags is given, in the one spelling that flags have (`-rf` is `-r` and `-f`)',
    compile: hasFlag,
  },
  {
    receiver: 'Program',
    name: 'runs',
    about: 'the program, its subcommand, then further words in this order among its arguments',
    compile: runs,
  },
  {
    receiver: 'Session',
    name: 'has',
    about: 'the session carries one of the labels',
    compile: hasLabel,
  },
  {
    receiver: 'Action',
    name: 'sendsTo',
    about:
      'a recipient’s address, or a host that data goes to, is in one of the domains; an address in any spelling, several in one text',
    compile: sendsTo,
  },
  {
    receiver: 'Action',
    name: 'sendsOutside',
    about: 'a recipient’s address, or a public host that data goes to, is in none of the domains',
    compile: sendsOutside,
  },
  {
    receiver: 'Action',
    name: 'carries',
    about:
      'something was found in what the action takes along: `secret`, or only some of it, `pii:credit-*`; what it gives back does not count',
    compile: hasFindings((role) => role !== 'result'),
  },
  {
    receiver: 'Action',
    name: 'returns',
    about: 'something was found in what the action gave back: `injection`, `secret:aws-*`',
    compile: hasFindings((role) => role === 'result'),
  },
  {
    receiver: 'Action',
    name: 'causes',
    about: 'the action has one of the effects',
    compile: causes,
  },
  {
    receiver: 'Facts',
    name: 'carries',
    about: 'the action carries a value that the session took in before: `secret`, `pii:*`, `file`',
    compile: carriesValues,
  },
  { receiver: 'Action', name: 'reads', about: 'some path is read and touches', compile: onAction('read') },
  {
    receiver: 'Action',
    name: 'writes',
    about: 'some path is written and touches',
    compile: onAction('write'),
  },
  {
    receiver: 'Action',
    name: 'deletes',
    about: 'some path is deleted and touches',
    compile: onAction('delete'),
  },
  {
    receiver: 'Action',
    name: 'executes',
    about: 'some path is executed and touches',
    compile: onAction('execute'),
  },
];

export const literalMethod = (receiver: string, name: string): LiteralMethod | undefined =>
  LITERAL_METHODS.find((method) => method.name === name && method.receiver === receiver);
