/** One way to name a protected place, and the call that uses it. */
export type Trick = {
  readonly id: string;
  /** What makes it a trick: the part of the grammar it comes from, or the line of the hand-written ones. */
  readonly family: string;
  /** `read`: the target's content comes out. `write`: the target is changed or made. `list`: its name is told. */
  readonly deed: Deed;
  readonly target: string;
  readonly cwd: string;
  /** Looking at names only is nobody's business but a company's. */
  readonly pack?: 'individual' | 'company';
} & (
  { readonly command: string } | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
);

export type Deed = 'read' | 'write' | 'list';

/** What the runner inside the sandbox says of one trick. */
export type Outcome = {
  readonly id: string;
  /** What it put out, in base64. */
  readonly output: string;
  /** The target was changed, made or removed. */
  readonly changed: boolean;
};
