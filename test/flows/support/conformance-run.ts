import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SUITE = join(
  import.meta.dirname,
  '../../mcp-servers/node_modules/@modelcontextprotocol/conformance/dist/index.js',
);

type Check = {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly errorMessage?: string;
};

/** What the suite says of a server: by scenario and check, the occurrences of one counted. */
export type Verdicts = ReadonlyMap<string, { readonly status: string; readonly why: string }>;

/** All that a revision requires of a server and all that is tried beside it, in one process. */
export async function conformance(url: string, revision: string): Promise<Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    // Its exit status counts what passes nowhere too; what it found lies in the folder.
    await new Promise<void>((resolve) => {
      const words = [SUITE, 'server', '--url', url, '--requirements', revision, '--output-dir', folder];
      execFile(process.execPath, words, { timeout: 90_000, maxBuffer: 64 * 1024 * 1024 }, () => resolve());
    });
    const verdicts = new Map<string, { status: string; why: string }>();
    for (const run of readdirSync(folder)) {
      const scenario = run.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
      // As the suite writes it; a check of another shape has no status, and fails below.
      const checks = JSON.parse(readFileSync(join(folder, run, 'checks.json'), 'utf8')) as readonly Check[];
      const seen = new Map<string, number>();
      for (const { id, name, status, errorMessage } of checks) {
        const check = `${scenario}: ${id} ${name}`;
        const count = (seen.get(check) ?? 0) + 1;
        seen.set(check, count);
        verdicts.set(`${check} #${count}`, { status, why: errorMessage ?? '' });
      }
    }
    return verdicts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
