import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { z } from 'zod';
import type { SandboxJob } from './sandbox-arguments.ts';

/** The guard's door: a socket with a token, or on a managed machine a port where the kernel says who asks. */
export type GuardDoor = { readonly socket: string; readonly tokenHeader: string } | { readonly port: number };

const Job = z.object({
  command: z.string(),
  cwd: z.string(),
  home: z.string(),
  keptOut: z.array(z.string()),
});

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** The command that a ticket stands for, or why there is none. */
export async function takeJob(
  door: GuardDoor,
  ticket: string,
): Promise<{ readonly ok: true; readonly job: SandboxJob } | { readonly ok: false; readonly why: string }> {
  let answer: { status: number; text: string };
  try {
    answer = await post(door, `/sandbox/${ticket}`);
  } catch (error) {
    return {
      ok: false,
      why: `the guard could not be asked: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  if (answer.status !== 200) return { ok: false, why: answer.text.trim() };
  const job = Job.safeParse(JSON.parse(answer.text));
  return job.success ? { ok: true, job: job.data } : { ok: false, why: 'the guard is of another version' };
}

function post(door: GuardDoor, path: string): Promise<{ status: number; text: string }> {
  const where =
    'port' in door
      ? { host: '127.0.0.1', port: door.port, headers: { host: `127.0.0.1:${door.port}` } }
      : { socketPath: door.socket, headers: { host: 'localhost', ...headerIn(door.tokenHeader) } };
  return new Promise((resolve, reject) => {
    const call = request({ ...where, path, method: 'POST', timeout: TIMEOUT_MS }, (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > MAX_BYTES) call.destroy(new Error('its answer is too long'));
        else pieces.push(piece);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }),
      );
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)));
    call.on('error', reject);
    call.end();
  });
}

/** The file holds one header line, as `curl -H @file` takes it. */
function headerIn(file: string): Record<string, string> {
  const [, name, value] = /^([A-Za-z-]+): (\S+)$/.exec(readFileSync(file, 'utf8').trim()) ?? [];
  return name === undefined || value === undefined ? {} : { [name]: value };
}
