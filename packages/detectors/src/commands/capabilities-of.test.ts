import { readCommand } from '@sallyport/command-reading';
import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from './capabilities-of.ts';

const FOLDERS = { home: '/home/ann', cwd: '/srv/shop' };

function capabilities(text: string): readonly (readonly [string, string, string])[] {
  const { command, paths, hosts } = readCommand(text, FOLDERS);
  return capabilitiesOf(command, { paths, hosts }, FOLDERS).map(
    ({ capability, object, tier }) => [capability, object, tier] as const,
  );
}

describe('capabilities of a command', () => {
  it('keeps what can be made again as a fact', () => {
    expect(capabilities('rm -rf dist')).toEqual([['deletes', 'rebuilt', 'contained']]);
    expect(capabilities('terraform destroy --help')).toEqual([
      ['destroys-remote', 'infrastructure', 'contained'],
    ]);
  });

  it('judges a path by the folders it is given', () => {
    expect(capabilities('rm -rf /srv/shop')).toEqual([['deletes', 'project', 'grave']]);
    expect(capabilities('rm -rf /srv/shop/src')).toEqual([['deletes', 'folder', 'serious']]);
    expect(capabilities('rm -rf /home/ann')).toEqual([['deletes', 'home', 'grave']]);
  });

  it('says nothing of what only reads and builds', () => {
    for (const text of ['ls -la', 'git status', 'npm test', 'cat README.md | grep rm', 'docker ps'])
      expect(capabilities(text)).toEqual([]);
  });

  it('names the program that does it', () => {
    const { command } = readCommand('npm ci && sudo rm -rf /etc', FOLDERS);
    const [found] = capabilitiesOf(command);
    expect(command.programs[found?.program ?? -1]?.name).toBe('rm');
  });

  it('needs the paths only for what no program says by its words', () => {
    const { command, paths, hosts } = readCommand(
      `python3 -c "import shutil; shutil.rmtree('/etc')"`,
      FOLDERS,
    );
    expect(capabilitiesOf(command)).toEqual([]);
    expect(capabilitiesOf(command, { paths, hosts })).toMatchObject([{ object: 'system', tier: 'grave' }]);
  });

  it('gives each deed once, at its gravest', () => {
    expect(capabilities('rm -ri ~; rm -rf ~')).toEqual([['deletes', 'home', 'grave']]);
  });

  it('looks through runners that start each other', () => {
    expect(capabilities(`${'npx '.repeat(50)}rm -rf /`)).toEqual([['deletes', 'system', 'grave']]);
    expect(capabilities('bundle exec npx poetry run rm -rf /')).toEqual([['deletes', 'system', 'grave']]);
    // Guessed anew at each of them, this would take time to the fourth power: a relapse does not end in time.
    expect(capabilities(`${'op run -- '.repeat(1800)}ls`)).toEqual([]);
    expect(capabilities('op run -- doppler run -- sometool x -- rm -rf /')).toContainEqual([
      'deletes',
      'system',
      'grave',
    ]);
  });
});
