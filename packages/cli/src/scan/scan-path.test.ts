import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { READ_LIMITS } from '@sallyport/device';
import { makeZip } from '@sallyport/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientRecords } from './client-records.ts';
import { readPins, writePins } from './pin-file.ts';
import { reportLines } from './report-lines.ts';
import { scanPath } from './scan-path.ts';
import { reaches, type ScanReport } from './scan-report.ts';

// Put together here, so that no scanner takes this file for a leak.
const TOKEN = ['AKIA', 'QX4LMN7OPRSTUV2W'].join('');

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'scan-'))));
afterEach(() => rmSync(place, { recursive: true, force: true }));

const lay = (path: string, content: string | Buffer): void => {
  const at = join(place, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, content);
};

async function scan(path: string, limits = READ_LIMITS): Promise<ScanReport> {
  const outcome = await scanPath(join(place, path), { limits });
  if (outcome.kind !== 'scanned') throw new Error(outcome.why);
  return outcome.report;
}

const SKILL =
  '---\nname: pdf\ndescription: Reads PDF files.\n---\n# PDF\nAsk for the file, then read it page by page.\n';

describe('scanPath', () => {
  it('gives an ordinary skill an A, and a name', async () => {
    lay('pdf/SKILL.md', SKILL);
    lay('pdf/logo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect(await scan('pdf')).toMatchObject({
      source: 'folder',
      kind: 'skill',
      name: 'pdf',
      grade: 'A',
      counts: { block: 0, warn: 0, note: 0 },
      findings: [],
      files: { read: 1 },
      unread: [{ path: 'logo.png', why: 'media' }],
      truncated: [],
    });
  });

  it('finds a secret in any file, says where, and says it to nobody', async () => {
    lay('pdf/SKILL.md', SKILL);
    lay('pdf/conf/run.env', `A=1\nAWS_ACCESS_KEY_ID=${TOKEN}\n`);
    const report = await scan('pdf');
    expect(report.findings).toMatchObject([
      {
        detector: 'secret',
        rule: 'aws-access-token',
        level: 'warn',
        path: 'conf/run.env',
        line: 2,
        column: 19,
        excerpt: { before: 'AWS_ACCESS_KEY_ID=', found: 'AKIA…(20 characters)', after: '' },
      },
    ]);
    expect(report.grade).toBe('C');
    expect(reaches(report, 'block')).toBe(false);
    expect(reaches(report, 'warn')).toBe(true);
    expect(JSON.stringify(report) + reportLines(report, 80).join('\n')).not.toContain(TOKEN.slice(4, 10));
  });

  it('takes no name from what lies deep inside', async () => {
    lay('many/a/b/package.json', '{"name":"part","version":"1.0.0"}');
    expect(await scan('many')).toMatchObject({ name: null, version: null });
    lay('many/package.json', '{"name":"whole","version":"2.0.0"}');
    expect(await scan('many')).toMatchObject({ name: 'whole', version: '2.0.0' });
  });

  it('stops a bundle that would write outside itself, and still says what else is in it', async () => {
    lay(
      'x.mcpb',
      makeZip([
        { name: 'manifest.json', content: '{"name":"pdf","version":"1.2.3"}' },
        { name: '../../.bashrc', content: 'x' },
      ]),
    );
    const report = await scan('x.mcpb');
    expect(report).toMatchObject({ source: 'bundle', kind: 'mcp-bundle', version: '1.2.3', grade: 'F' });
    expect(report.findings[0]).toMatchObject({
      rule: 'bundle-unsafe-name',
      level: 'block',
      path: '../../.bashrc',
    });
    expect(reaches(report, 'block')).toBe(true);
  });

  it('never calls a component good of which it saw a part only', async () => {
    lay('big/SKILL.md', SKILL);
    lay('big/long.txt', 'lorem ipsum '.repeat(100));
    const report = await scan('big', { ...READ_LIMITS, maxFileBytes: 200 });
    expect(report.truncated).toContainEqual('`long.txt` after its first 200 of 1200 bytes');
    expect(report.findings).toMatchObject([{ rule: 'not-read-to-the-end', level: 'warn' }]);
    expect(report.grade).toBe('C');
    expect(reportLines(report, 80).join('\n')).toContain('not looked at to the end');
  });

  it('says what it was not given, and a link that leads out is a finding', async () => {
    lay('secret/key', 'x');
    lay('pdf/SKILL.md', SKILL);
    symlinkSync('../secret', join(place, 'pdf/more'));
    const report = await scan('pdf');
    expect(report.unread).toEqual([{ path: 'more', bytes: 0, why: 'link-out' }]);
    expect(report.findings).toMatchObject([{ rule: 'unread-link', level: 'warn', path: 'more' }]);
    expect(await scanPath(join(place, 'none'))).toEqual({
      kind: 'cannot',
      why: 'there is no such file or folder',
    });
  });
});

describe('pins', () => {
  it('tell what changed, what is new and what is gone since they were written, and hold no text', async () => {
    lay(
      'server/.mcp.json',
      `{"mcpServers":{"db":{"command":"npx","args":["db@1.0.0"],"env":{"T":"${TOKEN}"}}}}`,
    );
    lay('server/run.sh', 'echo one\n');
    const outcome = await scanPath(join(place, 'server'));
    const file = join(place, 'pins.json');
    expect(writePins(file, outcome.kind === 'scanned' ? outcome.definitions() : [])).toBeUndefined();
    expect(readFileSync(file, 'utf8')).not.toContain(TOKEN);
    const pins = readPins(file);
    const changes = async (): Promise<string[]> => {
      const again = await scanPath(join(place, 'server'), 'pinned' in pins ? pins : {});
      return again.kind === 'scanned'
        ? again.report.findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('definition-'))
        : [again.why];
    };
    expect(await changes()).toEqual([]);
    lay('server/run.sh', 'echo two\n');
    expect(await changes()).toEqual(['definition-changed']);
    lay('server/more.sh', 'echo\n');
    rmSync(join(place, 'server/.mcp.json'));
    expect((await changes()).toSorted()).toEqual(['definition-changed', 'definition-gone', 'definition-new']);
  });

  it('that are no pins are refused with what to do', () => {
    lay('no.json', '{"version":1,"definitions":[{"id":"x"}]}');
    expect(readPins(join(place, 'no.json'))).toMatchObject({ exit: 2 });
    expect(readPins(join(place, 'none'))).toMatchObject({
      exit: 2,
      message: expect.stringContaining('--write-pin') as string,
    });
    expect(readPins('/dev/zero')).toMatchObject({ exit: 2 });
    expect(writePins(join(place, 'no/such/folder'), [])).toMatchObject({ exit: 1 });
  });
});

describe('clientRecords', () => {
  it('leaves records out of the own client folder only', () => {
    mkdirSync(join(place, '.claude'));
    mkdirSync(join(place, 'repo/.claude'), { recursive: true });
    const own = clientRecords(join(place, '.claude'), place);
    expect(['projects', 'history.jsonl', '.credentials.json'].map(own)).toEqual([true, true, true]);
    expect(['settings.json', 'skills', 'plugins', 'skills/projects'].map(own)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(clientRecords(join(place, 'repo/.claude'), place)('projects')).toBe(false);
    expect(clientRecords(join(place, 'none'), place)('projects')).toBe(false);
  });
});

describe('reportLines', () => {
  it('shows hostile names and texts without obeying them, and keeps to the width', async () => {
    const escape = '\u001b[2J\u001b]0;x\u0007';
    lay(`evil/${escape}\u202e.env`, `KEY=${TOKEN} ${escape}\u{e0041}${'x'.repeat(5000)}\n`);
    symlinkSync('/etc', join(place, `evil/${escape}link`));
    const report = await scan('evil');
    const lines = reportLines({ ...report, name: `n${escape}`, version: escape }, 80);
    expect(lines.length).toBeGreaterThan(8);
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    expect(lines.join('\n').replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u{e0041}]/u);
    const excerpts = lines.filter((line) => line.includes('│'));
    expect(excerpts.length).toBeGreaterThan(0);
  });

  it('shows three places of one rule and counts the others', async () => {
    for (let index = 0; index < 5; index++) lay(`many/${index}.env`, `K=${TOKEN}\n`);
    const text = reportLines(await scan('many'), 80).join('\n');
    expect(text.match(/AKIA…/g)).toHaveLength(3);
    expect(text).toContain('and 2 more places');
    expect(text).toContain('5 findings: 0 block, 5 warn, 0 note');
  });
});
