// A package is imported by its `index.ts`, which names everything it has, and a bundler loads a file with all that the file
// names: every command came to load the whole house. In the bundle each name is imported from the file that holds it instead.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As prettier writes them, and as `index.ts` has them: explicit names, no `*`. What looks otherwise is left as it is. */
const EXPORTED = /^export \{([^}]*)\} from '(\.[^']+)';/gm;
const IMPORTED = /^import \{([^}]*)\} from '@sallyport\/([a-z-]+)';/gm;

const namesIn = (list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => {
      const [theirs, ours = theirs] = name.split(' as ');
      return { theirs, ours };
    });

/** `packages` is the folder of all packages. The function returned gives back a source that imports files. */
export function directImports(packages) {
  const holders = new Map();
  const holdersIn = (name) => {
    const known = holders.get(name);
    if (known !== undefined) return known;
    const index = join(packages, name, 'src', 'index.ts');
    const found = new Map();
    for (const [, list, path] of readFileSync(index, 'utf8').matchAll(EXPORTED))
      for (const { theirs, ours } of namesIn(list))
        found.set(ours, { name: theirs, file: join(dirname(index), path) });
    holders.set(name, found);
    return found;
  };
  return (source) =>
    source.replace(IMPORTED, (statement, list, name) => {
      const held = holdersIn(name);
      const imports = namesIn(list).map(({ theirs, ours }) => {
        const holder = held.get(theirs);
        return holder === undefined
          ? `import { ${theirs} as ${ours} } from '@sallyport/${name}';`
          : `import { ${holder.name} as ${ours} } from ${JSON.stringify(holder.file)};`;
      });
      // Lines keep their numbers, for the source maps.
      return imports.join(' ') + '\n'.repeat(statement.split('\n').length - 1);
    });
}
