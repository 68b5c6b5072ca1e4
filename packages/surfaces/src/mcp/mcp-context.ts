import type { ActionId, Origin, Provenance } from '@sallyport/action-model';

/** Who sent a message: the agent's client, or the server it talks to. */
export type McpSide = 'client' | 'server';

export interface McpServer {
  /** As the client knows it; a label that anyone may choose. */
  readonly name: string;
  /** Where the client found it (`plugin`, `claudeai`, `user` …), if that is known. */
  readonly source?: string | undefined;
  /** Better known than from the name. */
  readonly provenance?: Provenance | undefined;
}

/** Everything that a message does not say; this package has no I/O, so it all comes in. */
export interface McpContext {
  readonly server: McpServer;
  readonly from: McpSide;
  /** Who acts, with its proofs; `cwd` and `home` are what relative paths and `~` mean. */
  readonly origin: Origin;
  readonly actionId: () => ActionId;
  /** SHA-256 of the UTF-8 text, in hex. */
  readonly digest: (canonicalJson: string) => string;
}
