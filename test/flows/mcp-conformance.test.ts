import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, until, type CommandLine } from './support/command-line.ts';
import { conformance, type Verdicts } from './support/conformance-run.ts';
import { ConformanceServer } from './support/conformance-server.ts';
import { behindGateway } from './support/remote-server.ts';

const REVISIONS = ['2025-11-25', '2026-07-28'] as const;
/** What the fixture passes at least, so that an empty run shows nothing. */
const PASSED = { '2025-11-25': 84, '2026-07-28': 153 } as const;
/** An extension that the fixture does not have: what of it passes, passes for any server. */
const NOT_THERE = /^tasks-/;

const passedOf = (verdicts: Verdicts): readonly string[] =>
  [...verdicts].filter(([, { status }]) => status === 'SUCCESS').map(([check]) => check);

describe('the conformance suite of MCP over HTTP', () => {
  let place: CommandLine;
  // One for each revision: a server whose tools are others for another client is quarantined.
  const servers = REVISIONS.map((revision) => ({ revision, server: new ConformanceServer() }));
  const direct = new Map<string, string>();
  let through: (revision: string) => string;
  beforeAll(async () => {
    place = await commandLine();
    for (const { revision, server } of servers) direct.set(revision, await server.listen());
    through = behindGateway(
      place.state,
      [...direct].map(([name, url]) => ({ name, url })),
    );
    await place.up({ SALLYPORT_MCP_PORT: '0' }).announced;
    await until('the gateway listens', () => existsSync(join(place.state, 'run', 'mcp-port.json')));
  });
  afterAll(async () => {
    for (const { server } of servers) await server[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  test.for(REVISIONS)(
    'every check of %s that passes directly passes through the gateway',
    // Some checks wait no longer than half a second, and a guard that has no time to look at a result withholds it.
    { timeout: 200_000, retry: 2 },
    async (revision) => {
      const alone = await conformance(direct.get(revision) ?? '', revision);
      const behind = await conformance(through(revision), revision);
      const passed = passedOf(alone);
      const failed = [...alone].filter(
        ([check, { status }]) => status === 'FAILURE' && !NOT_THERE.test(check),
      );
      expect(failed).toEqual([]);
      expect(passed.filter((check) => !NOT_THERE.test(check)).length).toBeGreaterThanOrEqual(
        PASSED[revision],
      );
      const lost = passed.flatMap((check) => {
        const { status, why } = behind.get(check) ?? { status: 'missing', why: '' };
        return status === 'SUCCESS' ? [] : [`${check}: ${status} ${why}`];
      });
      expect(lost).toEqual([]);
      // Calls of tools that are not there: the gateway refuses them by a result, the fixture by an error.
      const extra = passedOf(behind).filter((check) => alone.get(check)?.status !== 'SUCCESS');
      expect(extra.filter((check) => !NOT_THERE.test(check))).toEqual([]);
      process.stdout.write(
        `${revision}: ${passed.length} checks pass directly and ${passed.length - lost.length} of them through the gateway; beside them: ${extra.join(', ') || 'none'}\n`,
      );
    },
  );
});
