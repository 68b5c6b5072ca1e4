import { expect, test } from 'vitest';
import { readCommand } from './read-command.ts';

/** What every object has: no table of programs, flags or variables may find these in itself. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
/** A name of the same shape that nothing has. */
const unheard = (name: string): string => name.replaceAll(/[A-Za-z]/g, 'q');

const COMMANDS: readonly ((name: string) => string)[] = [
  (name) => `${name} a ~/b`,
  (name) => `sudo ${name} --${name} a | ${name}`,
  (name) => `git ${name} a; docker ${name} a; npm run ${name}; kubectl ${name}`,
  (name) => `${name}=x; echo $${name} \${${name}:-y} \${${name}[0]}`,
  (name) => `declare -A m; m[${name}]=~/x; cat "\${m[${name}]}"; a=([${name}]=~/y); cat "\${a[@]}"`,
  (name) => `cat $${name}/x; for ${name} in ~/a; do cat $${name}; done`,
  (name) => `${name}() { cat ~/z; }; ${name}; alias ${name}='cat ~/w'`,
  (name) => `ls --${name} x; find . -${name} x`,
  (name) => `python3 -c 'import os; os.${name}("~/x"); ${name}.system("cat ~/x")'`,
  (name) => `node -e 'require("${name}").${name}("/x"); process.env.${name}'`,
  (name) => `awk 'BEGIN { ${name}("x"); print ENVIRON["${name}"] }'`,
  (name) => `env ${name}=1 sh -c 'cat $${name}'; export ${name}; ssh -o ${name}=x h`,
  (name) => `perl -e '${name}("~/x")'; ruby -e 'File.${name}("x")'; php -r '${name}("x");'`,
  (name) => `curl ${name}://host/x; cat ~${name}/x`,
];

const told = (command: string, name: string, shell: 'bash' | 'powershell' | 'cmd'): string => {
  const text = JSON.stringify(readCommand(command, { home: '/home/u', cwd: '/home/u/w', shell }));
  // Names are cut at underscores and told in small letters, too.
  const letters = name.replaceAll('_', '');
  return text.replaceAll(new RegExp(letters, 'gi'), unheard(letters));
};

test.each(INHERITED)('a command with the name %s in it is read as with any other', (name) => {
  for (const make of COMMANDS)
    for (const shell of ['bash', 'powershell', 'cmd'] as const)
      expect(told(make(name), name, shell)).toBe(told(make(unheard(name)), name, shell));
});
