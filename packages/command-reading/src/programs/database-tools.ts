import { type Field, literal } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { useHost, usePath } from '../uses.ts';
import { runShellText } from './nested.ts';
import { type Call, type Program, programsByName, wordSet } from './program.ts';

/** What database clients do beside SQL: commands that read, write and start things on this machine. */
function readDatabase({ frame, words, name }: Call): Stream {
  for (const { flag, value } of words.values) {
    if (STATEMENTS.has(flag)) readStatements(frame, value, name);
    else if (READS.has(flag)) usePath(frame, value, 'read');
    else if (WRITES.has(flag)) usePath(frame, value, 'write');
    else if (flag === '-h' || flag === '--host') useHost(frame, value.text, { scheme: name });
  }
  const isFileBased = name === 'sqlite3' || name === 'duckdb' || name === 'litecli' || name === 'sqlite';
  for (const [index, operand] of words.operands.entries()) {
    if (operand.text.includes('://'))
      useHost(frame, operand.text.replace(/^[\w+]+:\/\//, '').replace(/[/?].*$/s, ''), { scheme: name });
    else if (isFileBased && index === 0) {
      if (operand.text !== ':memory:') {
        usePath(frame, operand, 'read');
        usePath(frame, operand, 'write');
      }
    } else readStatements(frame, operand, name);
  }
  if (frame.stdin.text !== undefined) readStatements(frame, literal(frame.stdin.text), name);
  return FROM_PROGRAM;
}

const STATEMENTS = wordSet('-c --command -e --execute --eval -cmd');
const READS = wordSet(
  '-f --file -init --defaults-file --defaults-extra-file --ssl-key --ssl-cert --pipe-file',
);
const WRITES = wordSet('-o --output -L --log-file --result-file -r --out');

const READING =
  /(?:^|[;\n])\s*(?:\.(?:read|import|restore|open|load)|\\(?:i|ir|include))\s+(?:--?\w+\s+)*['"]?([^\s'";]+)|(?:readfile|load_file|pg_read_file|pg_read_binary_file|read_csv\w*|read_text|read_blob|read_json\w*|load\s+data\s+(?:local\s+)?infile|(?:^|[;\n])\s*(?:source|\\\.)|copy\s+\S+\s+from|attach(?:\s+database)?)\s*\(?\s*['"]([^'"]+)['"]/gi;
const WRITING =
  /(?:^|[;\n])\s*(?:\.(?:output|once|backup|save|dump|log)|\\(?:o|w|g))\s+['"]?([^\s'";]+)|(?:writefile\s*\(|into\s+(?:outfile|dumpfile)|copy\s+[^;]*?\sto)\s*['"]([^'"]+)['"]/gi;
const RUNNING =
  /(?:^|[;\n])\s*(?:\.(?:shell|system)|\\!|system)\s+([^\n]+)|(?:from|to)\s+program\s+'((?:[^']|'')+)'/gi;

function readStatements(frame: Frame, field: Field, name: string): void {
  for (const match of field.text.matchAll(READING))
    usePath(frame, literal(match[1] ?? match[2] ?? ''), 'read');
  for (const match of field.text.matchAll(WRITING))
    usePath(frame, literal(match[1] ?? match[2] ?? ''), 'write');
  for (const match of field.text.matchAll(RUNNING))
    runShellText(frame, literal(match[1] ?? match[2] ?? ''), `${name} shell`);
}

const client = (valued: string, longSingle = false): Program => ({
  rules: {
    valued: new Set([...STATEMENTS, ...READS, ...WRITES, ...wordSet(valued)]),
    ...(longSingle && { longSingle }),
  },
  read: readDatabase,
});

export const DATABASE_TOOLS: [string, Program][] = programsByName<Program>({
  'sqlite3 sqlite litecli duckdb': client('-separator -nullvalue -newline', true),
  'psql pgcli pg_dump pg_dumpall pg_restore createdb dropdb': client(
    '-h --host -U -d -p --username --dbname --port -v --set -n -t -T',
  ),
  'mysql mariadb mysqldump mycli mysqladmin': client('-h --host -u --user -P --port -D --database'),
  'mongo mongosh mongodump mongorestore mongoexport mongoimport': client(
    '-h --host -u -p --username --password --db --collection -d',
  ),
  'redis-cli valkey-cli': client('-h --host -p -a -n -u'),
});
