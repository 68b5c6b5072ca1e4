import { describe, expect, it } from 'vitest';
import { DANGEROUS_VARIABLE_NAMES, PINNED_VARIABLES } from '../install/dangerous-variables.ts';
import { repositoryTouches } from './repository-settings.ts';

const touches = (text: string): readonly string[] => repositoryTouches(new TextEncoder().encode(text));

describe('repositoryTouches', () => {
  it('names settings that touch hooks', () => {
    expect(touches('{"hooks":{}, "disableAllHooks":false, "model":"opus"}')).toEqual([
      'hooks',
      'disableAllHooks',
    ]);
  });

  it('names every variable that managed settings would empty or pin, in any case', () => {
    for (const name of [...DANGEROUS_VARIABLE_NAMES, ...Object.keys(PINNED_VARIABLES), 'OTEL_SERVICE_NAME']) {
      for (const spelling of [name, name.toLowerCase()]) {
        expect(touches(JSON.stringify({ env: { FOO: '1', [spelling]: '' } }))).toEqual([`env.${spelling}`]);
      }
    }
  });

  it('names variables that change what a command means, who the session says it is, or where it is noted', () => {
    for (const name of ['HOME', 'PATH', 'IFS', 'AI_AGENT', 'CLAUDE_CONFIG_DIR', 'SALLYPORT_HOME'])
      expect(touches(JSON.stringify({ env: { [name]: '/tmp' } }))).toEqual([`env.${name}`]);
  });

  it('has nothing to say about ordinary settings', () => {
    expect(touches('// ours\n{"permissions":{"allow":["Bash(npm test)"]}, "env":{"CI":"1",},}')).toEqual([]);
    expect(touches('')).toEqual([]);
  });

  it('takes what it cannot read for a touch', () => {
    expect(touches('{"hooks":')[0]).toMatch(/^unreadable/);
    expect(touches('{"env":{},"env":{"BASH_ENV":"x"}}')[0]).toMatch(/^unreadable/);
  });
});
