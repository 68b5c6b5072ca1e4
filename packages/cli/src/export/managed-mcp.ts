import { MACHINE_PROGRAM } from '@sallyport/device';
import { z } from 'zod';

const Program = z.looseObject({ command: z.string().min(1), args: z.array(z.string()).default([]) });
const Servers = z.looseObject({ mcpServers: z.record(z.string().min(1).max(200), z.looseObject({})) });

export type ManagedMcp = {
  readonly data: { readonly mcpServers: Readonly<Record<string, unknown>> };
  /** Servers that are no programs: they stay as they are. */
  readonly notRelayed: readonly string[];
};

/** A list of servers for everybody on a managed machine, each that is a program behind the relay; undefined for no such list. */
export function managedMcp(text: string): ManagedMcp | undefined {
  let parsed;
  try {
    parsed = Servers.safeParse(JSON.parse(text));
  } catch {
    return undefined;
  }
  if (!parsed.success) return undefined;
  const notRelayed: string[] = [];
  const entries = Object.entries(parsed.data.mcpServers).map(([name, server]) => {
    const program = Program.safeParse(server);
    if (!program.success) {
      notRelayed.push(name);
      return [name, server] as const;
    }
    const { command, args, ...rest } = program.data;
    if (command === MACHINE_PROGRAM) return [name, server] as const;
    const words = ['mcp', 'run', '--name', name, '--', command, ...args];
    return [name, { ...rest, command: MACHINE_PROGRAM, args: words }] as const;
  });
  return { data: { mcpServers: Object.fromEntries(entries) }, notRelayed };
}
