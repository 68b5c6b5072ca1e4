import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_SESSIONS_PER_USER, SessionClaims } from './session-claims.ts';

const at = (project: string) => ({ 'x-project': project, 'x-ai-agent': 'claude-code_2-1-330_harness' });

describe('SessionClaims', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claims-'));
    path = join(folder, 'claims.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps the first word about a session, for its user alone', () => {
    const claims = new SessionClaims(path);
    expect(claims.claimsOf(1000, 's1', {})).toEqual({});
    expect(claims.claimsOf(1000, 's1', at('/home/ada/work'))).toEqual(at('/home/ada/work'));
    expect(claims.claimsOf(1000, 's1', at('/'))).toEqual(at('/home/ada/work'));
    expect(claims.claimsOf(1000, 's1', {})).toEqual(at('/home/ada/work'));
    expect(claims.claimsOf(1001, 's1', {})).toEqual({});
  });

  it('remembers across a restart, and starts anew from a damaged file', () => {
    new SessionClaims(path).claimsOf(1000, 's1', at('/home/ada/work'));
    expect(new SessionClaims(path).claimsOf(1000, 's1', {})).toEqual(at('/home/ada/work'));
    for (const damage of ['[["1000 s1"], 4, {"length": 2}]', '[["1000 s1", {"x-project": 4}]]', '{']) {
      writeFileSync(path, damage);
      expect(new SessionClaims(path).claimsOf(1000, 's1', {})).toEqual({});
    }
  });

  it('forgets the oldest of a user who has too many, and nobody else’s', () => {
    const claims = new SessionClaims(path);
    claims.claimsOf(1001, 'calm', at('/calm'));
    for (let index = 0; index <= MAX_SESSIONS_PER_USER; index++)
      claims.claimsOf(1000, `s${index}`, at('/work'));
    expect(claims.claimsOf(1000, 's0', {})).toEqual({});
    expect(claims.claimsOf(1000, 's1', {})).toEqual(at('/work'));
    expect(claims.claimsOf(1001, 'calm', {})).toEqual(at('/calm'));
    const again = new SessionClaims(path);
    again.claimsOf(1000, 'new', at('/new'));
    expect(again.claimsOf(1000, 's1', {})).toEqual({});
    expect(again.claimsOf(1001, 'calm', {})).toEqual(at('/calm'));
  });

  it('keeps nothing that names no folder, or is too long', () => {
    const claims = new SessionClaims(path);
    for (const said of [at('work'), at(`/${'x'.repeat(5000)}`), { 'x-ai-agent': 'claude-code_9-9-9_x' }])
      expect(claims.claimsOf(1000, 's1', said)).toEqual({});
    expect(claims.claimsOf(1000, 's1', at('/work'))).toEqual(at('/work'));
  });
});
