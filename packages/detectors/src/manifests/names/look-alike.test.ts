import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findInstalledLookAlikes } from './installed-names.ts';
import { KNOWN_NPM, KNOWN_PYPI } from './known-names.ts';
import { findLookAlike, isOneOff } from './look-alike.ts';

const modules = new URL('../../../../../node_modules/', import.meta.url);
const installed = readdirSync(modules)
  .filter((name) => !name.startsWith('.'))
  .flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(new URL(`${name}/`, modules)).map((below) => `${name}/${below}`)
      : [name],
  );

const names = (text: string, isRequirements = false): readonly string[] =>
  findInstalledLookAlikes(text, isRequirements, []).map(({ start, end }) => text.slice(start, end));

describe('names that look like known ones', () => {
  it.for([
    ['npm', '@modelcontextprotocoI/server-filesystem'],
    ['npm', '@modelcontextprotoco1/server-github'],
    ['npm', '@modelcontextprotocols/server-filesystem'],
    ['npm', 'modelcontextprotocol-server-filesystem'],
    ['npm', 'loadsh'],
    ['npm', 'ехpress'],
    ['pypi', 'reqeusts'],
    ['pypi', 'mcp-sever-fetch'],
    ['pypi', 'python_dateutill'],
  ] as const)('in %s: %s', ([registry, name]) => {
    expect(findLookAlike(registry, name)).toBeDefined();
  });

  it.for([
    ['npm', 'preact'],
    ['npm', 'my-lodash-helper'],
    ['npm', 'requests'],
    ['npm', '@acme/sdk'],
    ['pypi', 'urllib'],
    ['pypi', 'boto'],
    ['pypi', 'python-dateutil'],
    ['pypi', 'PyYAML'],
  ] as const)('but not in %s: %s', ([registry, name]) => {
    expect(findLookAlike(registry, name)).toBeUndefined();
  });

  it('are none of the packages this project has installed, and none of the known ones', () => {
    expect(installed.length).toBeGreaterThan(100);
    for (const name of [...installed, ...KNOWN_NPM])
      expect([name, findLookAlike('npm', name)]).toEqual([name, undefined]);
    for (const name of KNOWN_PYPI) expect([name, findLookAlike('pypi', name)]).toEqual([name, undefined]);
  });

  it('are found in commands and requirements', () => {
    expect(
      names('Run `pip install -q reqeusts==2.1 numpy` and npx -y @modelcontextprotocoI/server-memory'),
    ).toEqual(['reqeusts==2.1', '@modelcontextprotocoI/server-memory']);
    expect(names('flask\nreqeusts>=2\n', true)).toEqual(['reqeusts>=2']);
    expect(names('npm install express@4 lodash')).toEqual([]);
  });

  it('differ by one letter, or by two that changed places', () => {
    expect(isOneOff('lodash', 'loadsh')).toBe(true);
    expect(isOneOff('lodash', 'lodas')).toBe(true);
    expect(isOneOff('lodash', 'lodash')).toBe(false);
    expect(isOneOff('lodash', 'underscore')).toBe(false);
  });
});
