/*
 * What is judged is what others read. 3,200 changed messages, each read by the product, by Python, by Node, and by parsers
 * with other habits; then the product broken in one line at a time, which the comparison has to notice.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { compareReaders, type Comparison } from './mcp-readers/compare-readers.ts';

const run = promisify(execFile);

/** Inside the repository, so that packages are found; thrown away afterwards. */
const BUILD = join(process.cwd(), '.build');
mkdirSync(BUILD, { recursive: true });
const folder = mkdtempSync(join(BUILD, 'mcp-reader-mutants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('of what readers read in two ways nothing goes on, and what goes on is read by all as it was judged', () => {
  const { mutants, forwarded, ambiguous, letThrough } = compareReaders();
  expect(letThrough).toEqual([]);
  // Or the mutants were too tame to show anything.
  expect(mutants).toBeGreaterThan(3000);
  expect(ambiguous).toBeGreaterThan(850);
  expect(forwarded).toBeGreaterThan(900);
});

interface Sabotage {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const SABOTAGES: readonly Sabotage[] = [
  {
    what: 'a member may stand twice',
    file: 'json/strict-json.ts',
    from: 'found === members ?',
    to: 'found <= members ?',
  },
  {
    what: 'numbers are not looked at',
    file: 'json/strict-json.ts',
    from: "if (loss === 'rounded')",
    to: "if (loss === 'lost')",
  },
  {
    what: 'a zero may have a sign',
    file: 'json/number-text.ts',
    from: '/^0(?:',
    to: '/^-?0(?:',
  },
  {
    what: 'names may be cut at a NUL',
    file: 'json/strict-json.ts',
    from: "key.includes('\\0')",
    to: "key.includes('\\0\\0')",
  },
  {
    what: 'halves of pairs pass',
    file: 'json/strict-json.ts',
    from: "text.includes('\\\\ud')",
    to: "text.includes('\\\\u\\\\d')",
  },
  {
    what: 'bad UTF-8 is mended',
    file: 'read-message.ts',
    from: "new TextDecoder('utf-8', { fatal: true,",
    to: "new TextDecoder('utf-8', { fatal: false as true,",
  },
  {
    what: 'members of JSON-RPC may come in any case',
    file: 'read-message.ts',
    from: 'misspelt(message, ENVELOPE)',
    to: 'misspelt({}, ENVELOPE)',
  },
  {
    what: 'parameters may come in any case',
    file: 'read-message.ts',
    from: 'misspelt(params, JUDGED)',
    to: 'misspelt({}, JUDGED)',
  },
  {
    what: 'two names may differ in their case',
    file: 'json/member-names.ts',
    from: 'if (seen.has(fold)) return name;',
    to: 'if (seen.has(name)) return name;',
  },
  {
    what: 'letters that fold to others are left alone',
    file: 'json/member-names.ts',
    from: 'name.toUpperCase().toLowerCase()',
    to: 'name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())',
  },
  {
    what: 'what is told goes on as a long integer',
    file: 'read-message.ts',
    from: 'MAY_BE_LONG.test(plain)',
    to: 'MAY_BE_LONG.test("")',
  },
  {
    what: 'line ends of other readers go on as they are',
    file: 'read-message.ts',
    from: 'LINE_ENDS.some((end) => text.includes(end))',
    to: 'LINE_ENDS.some((end) => text === end)',
  },
];

const sabotaged = async ({ file, from, to }: Sabotage): Promise<Comparison> => {
  const copy = mkdtempSync(join(folder, 'copy-'));
  const source = join(process.cwd(), 'packages', 'surfaces');
  for (const part of ['src', 'package.json'])
    cpSync(join(source, part), join(copy, part), { recursive: true });
  cpSync(join(source, 'test', 'mcp-readers'), join(copy, 'readers'), { recursive: true });
  const path = join(copy, 'src', 'mcp', file);
  const text = readFileSync(path, 'utf8');
  // A sabotage that changes nothing would look like one that nobody notices.
  expect(text.split(from)).toHaveLength(2);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  // The comparison imports the package by its name; here it means the broken copy, and as much of it as it needs.
  const compare = join(copy, 'readers', 'compare-readers.ts');
  writeFileSync(
    compare,
    readFileSync(compare, 'utf8').replace("'@sallyport/surfaces'", "'../src/mcp/read-message.ts'"),
  );
  const program = join(copy, 'compare.ts');
  writeFileSync(
    program,
    "import { compareReaders } from './readers/compare-readers.ts';\nconsole.log(JSON.stringify(compareReaders()));\n",
  );
  const { stdout } = await run(process.execPath, [program], { timeout: 60_000, maxBuffer: 64 * 1024 * 1024 });
  // The line is our own.
  return JSON.parse(stdout) as Comparison;
};

test.each(SABOTAGES)('it is noticed when $what', async (sabotage) => {
  expect((await sabotaged(sabotage)).letThrough.length).toBeGreaterThan(0);
});
