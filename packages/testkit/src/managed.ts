import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files of the managed folder by relative path: `managed-settings.json`, `managed-settings.d/50-x.json`… */
export type ManagedFiles = Readonly<Record<string, string | object>>;

/** Writes the files below `folder`; an object is written as JSON. */
export const writeManagedFiles = async (folder: string, files: ManagedFiles): Promise<void> => {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
};

// The upper layer lives on a tmpfs made inside the namespace: nothing of it is left on the machine, and it works
// where the root file system is an overlay itself, which cannot carry another one's upper layer.
const SETUP = `set -e
scratch=$1; source=$2; shift 2
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work"
cp -r "$source" "$scratch/upper/claude-code"
chmod -R a+rX,go-w "$scratch/upper/claude-code"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$scratch/upper,workdir=$scratch/work" /etc
exec "$@"`;

/**
 * The argv that runs `argv` in a mount namespace of its own where `/etc/claude-code` holds `source`'s files, so
 * that no other test's client sees them. Needs root. `scratch` is an empty folder it may mount over.
 */
export const withManagedFolder = (
  argv: readonly string[],
  { source, scratch }: { readonly source: string; readonly scratch: string },
): readonly string[] => ['unshare', '--mount', 'sh', '-c', SETUP, 'managed', scratch, source, ...argv];
