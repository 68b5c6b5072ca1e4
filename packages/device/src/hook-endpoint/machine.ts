import { hash, randomUUID } from 'node:crypto';
import { ActionId, type DeviceId, type Origin, type Tier } from '@sallyport/action-model';
import type { HookContext } from '@sallyport/surfaces';
import { PASSED_ON } from '../hook-client/hook-command.ts';
import type { KnownGroups } from '../policy-cache/people-file.ts';
import { readComponent } from '../read-component.ts';
import { headerOf } from '../hook-client/hook-script.ts';

/** What is true of every call on this device. */
export type Machine = { home: string; user: string; device: DeviceId; tier: Tier } & KnownGroups;

const systemOf = (platform: NodeJS.Platform): Origin['os'] =>
  platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'unknown';

/**
 * The context in which a payload is read. Whoever reaches a socket in a folder that only this user can enter is
 * this user: that much of the origin has the operating system's word. What the script passed on of its
 * environment stays a claim.
 */
export function hookContextOf(
  machine: Machine,
  environment: Readonly<Record<string, string | undefined>>,
): HookContext {
  return {
    home: machine.home,
    user: machine.user,
    groups: machine.groups,
    device: machine.device,
    os: systemOf(process.platform),
    tier: machine.tier,
    environment: {
      ...environment,
      CLAUDE_PROJECT_DIR: projectFolder(environment['CLAUDE_PROJECT_DIR'], machine.home),
    },
    proofs: {
      user: 'process',
      home: 'process',
      device: 'key',
      os: 'process',
      tier: 'process',
      groups: machine.groupsProof,
    },
    readComponent: (name, cwd) => readComponent(name, cwd, machine.home),
    actionId: () => ActionId.parse(randomUUID()),
    digest: (text) => hash('sha256', text, 'hex'),
  };
}

const HEADERS = PASSED_ON.map((name) => [name, headerOf(name).toLowerCase()] as const);

/** The variables that the script passed on, from its header lines. */
export function environmentOfHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | undefined> {
  const environment: Record<string, string | undefined> = {};
  for (const [name, header] of HEADERS) environment[name] = oneLine(headers[header]);
  const project = oneLine(headers['x-project']);
  // Node reads header bytes as Latin-1; a folder's name is UTF-8.
  if (project !== undefined)
    environment['CLAUDE_PROJECT_DIR'] = Buffer.from(project, 'latin1').toString('utf8');
  return environment;
}

const oneLine = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The project's folder as the client claims it. Policy is looser inside a project than outside, so a claim that
 * would make the whole home, or everything, a project is not believed.
 */
function projectFolder(claimed: string | undefined, home: string): string | undefined {
  if (claimed === undefined || !claimed.startsWith('/') || claimed.length > 4096) return undefined;
  const folder = claimed.replace(/\/+$/, '');
  return folder === '' || `${home}/`.startsWith(`${folder}/`) ? undefined : folder;
}
