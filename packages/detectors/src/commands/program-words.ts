import type { CommandReading, ProgramUse } from '@sallyport/action-model';

/** One start of a program, its words sorted once for all rows. */
export type ProgramWords = {
  readonly use: ProgramUse;
  /** In small letters, without `.exe`. */
  readonly name: string;
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  /** Everything it is told: its words, and what other programs of the command print into it. */
  readonly said: string;
};

/** Longer texts are not looked through: no row needs what lies behind. */
const MAX_SAID = 8192;
const MAX_WORDS = 200;

/** Programs that take their orders from standard input, where a here-document may hold them. */
const READS_ORDERS =
  /^(?:psql|mysql|mariadb|sqlite3?|redis-cli|valkey-cli|mongosh?|sqlcmd|cqlsh|clickhouse(?:-client)?|duckdb|python[\d.]*|node|ruby|perl|php|diskpart|sqlplus|cockroach|parted|fdisk|gdisk|cypher-shell|tclsh|lua|osascript|snowsql|turso|bq|mycli|pgcli|litecli)$/;

export function programWordsOf(reading: CommandReading): readonly ProgramWords[] {
  const fed = new Map<number, string[]>();
  for (const { pipesTo, args } of reading.programs) {
    if (pipesTo === undefined) continue;
    const sources = fed.get(pipesTo) ?? [];
    if (sources.length < 8) sources.push(args.slice(0, MAX_WORDS).join(' '));
    fed.set(pipesTo, sources);
  }
  const hasHereDocument = reading.text.includes('<<');
  return reading.programs.map((use, index) => {
    // A name of which a part can't be known is taken for what it reads as.
    const known = use.name === '?' ? use.given.slice(use.given.lastIndexOf('/') + 1, 256) : use.name;
    const name = known.toLowerCase().replace(/\.(?:exe|cmd|bat|com)$/, '');
    const words = use.args.slice(0, MAX_WORDS);
    const heard = READS_ORDERS.test(name)
      ? [...(fed.get(index) ?? []), ...(hasHereDocument ? [reading.text] : [])]
      : [];
    return {
      use,
      name,
      operands: words.filter((word) => !word.startsWith('-')),
      flags: flagsOf(words, CMDLET.test(name) ? undefined : use.flags),
      said: [...words, ...heard].join(' ').slice(0, MAX_SAID),
    };
  });
}

/** Their flags are words, never letters in a row. */
const CMDLET =
  /^(?:add|clear|disable|format|get|initialize|invoke|new|out|register|remove|reset|restart|set|start|stop|suspend|uninstall)-[a-z]+$/;

/** `-rf` is `-rf`, `-r` and `-f`; `--force=yes` is `--force`; `-Recurse` and `/S` are there in small letters, too. */
function flagsOf(words: readonly string[], known: readonly string[] | undefined): ReadonlySet<string> {
  const flags = new Set(known?.slice(0, MAX_WORDS));
  for (const word of words) {
    // `/s/q` is `/s` and `/q`.
    if (/^(?:\/[A-Za-z?]){2,6}$/.test(word))
      for (const letter of word.match(/\/./g) ?? []) flags.add(letter.toLowerCase());
    const isWindows = /^\/[A-Za-z?]{1,8}(?::\S*)?$/.test(word);
    if (!isWindows && (word.charCodeAt(0) !== 45 || word.length < 2)) continue;
    const flag = word.replace(/[=:].*$/s, '').slice(0, 64);
    flags.add(word.slice(0, 64)).add(flag);
    if (flag.length > 2 || isWindows) flags.add(flag.toLowerCase());
    if (known && /^-[A-Za-z]{2,6}$/.test(flag)) for (const letter of flag.slice(1)) flags.add(`-${letter}`);
  }
  return flags;
}

/** Only asks what would happen, or how: nothing is done. */
export function onlyAsks({ use, flags, operands }: ProgramWords): boolean {
  for (const flag of flags) if (ASKING_FLAGS.has(flag)) return use.args.every((word) => !NOT_DRY.test(word));
  return (
    operands[0] === 'help' ||
    use.args.at(-1) === '/?' ||
    (use.args.length === 1 && (flags.has('-h') || flags.has('--version')))
  );
}

const ASKING_FLAGS = new Set(
  '--help -help --dry-run --dryrun --dry_run --whatif -whatif --what-if --noop --no-act --simulate --pretend --just-print --explain'.split(
    ' ',
  ),
);
const NOT_DRY = /^--dry-run=(?:none|false)$/;
