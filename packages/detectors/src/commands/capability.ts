/** What a command can do to people's work, machines and accounts. */
export type Capability =
  | 'deletes'
  | 'overwrites-device'
  | 'opens-files'
  | 'rewrites-history'
  | 'drops-work'
  | 'destroys-database'
  | 'destroys-remote'
  | 'sends-out'
  | 'gives-shell'
  | 'reads-credentials'
  | 'persists'
  | 'gains-privilege'
  | 'runs-remote-code'
  | 'stops-guard'
  | 'stops-machine';

/**
 * How much a person would mind, whoever was asked first:
 * - `contained`: can be made again, or only asks. A fact for policy, no finding.
 * - `serious`: work, data, access or trust is lost or given away; a person wants to be asked.
 * - `grave`: reaches beyond the project or hands control out, and can't be taken back.
 */
export type Tier = 'contained' | 'serious' | 'grave';

export type CommandCapability = {
  readonly capability: Capability;
  /** What it is done to: `home`, `cluster`, `table`. */
  readonly object: string;
  readonly tier: Tier;
  readonly why: string;
  /** Index of the program in the reading. */
  readonly program: number;
};

const ORDER: readonly Tier[] = ['contained', 'serious', 'grave'];

export const isGraver = (one: Tier, other: Tier): boolean => ORDER.indexOf(one) > ORDER.indexOf(other);

export const oneLower = (tier: Tier): Tier => (tier === 'grave' ? 'serious' : 'contained');
