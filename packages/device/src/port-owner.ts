import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type PortOwner = { pid: number; program: string };

/** Who listens on a loopback TCP port, from `/proc`; nothing on other systems or when the owner is another user's. */
export function findPortOwner(port: number): PortOwner | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(table).slice(1)) {
      const fields = line.trim().split(/\s+/);
      // 0A is LISTEN.
      if (fields[1]?.endsWith(`:${wanted}`) && fields[3] === '0A' && fields[9] !== undefined)
        inodes.add(`socket:[${fields[9]}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of listFolder('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of listFolder(`/proc/${pid}/fd`)) {
      if (inodes.has(linkTarget(`/proc/${pid}/fd/${descriptor}`))) {
        return { pid: Number(pid), program: readLines(`/proc/${pid}/comm`)[0] ?? 'unknown' };
      }
    }
  }
  return undefined;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkTarget(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
