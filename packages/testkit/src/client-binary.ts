import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The client versions that the tests drive. The older one lacks much of what the newer one offers to hooks. */
export const CLIENT_VERSIONS = ['2.1.197', '2.1.330'] as const;
export type ClientVersion = (typeof CLIENT_VERSIONS)[number];

const folder = fileURLToPath(new URL('../../../test/claude-code-client/', import.meta.url));

/** Absolute path of the real client; throws with the command that installs it. */
export const clientBinary = (version: ClientVersion): string => {
  const path = `${folder}node_modules/claude-code-${version}/claude`;
  if (!existsSync(path)) {
    throw new Error(
      `the real client ${version} is not installed; run \`npm ci --prefix test/claude-code-client\``,
    );
  }
  return path;
};
