import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_SESSIONS_PER_USER, ProjectFolders } from './project-folders.ts';

describe('ProjectFolders', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'projects-'));
    path = join(folder, 'projects.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps the first word about a session, for its user alone', () => {
    const projects = new ProjectFolders(path);
    expect(projects.folderOf(1000, 's1', undefined)).toBeUndefined();
    expect(projects.folderOf(1000, 's1', '/home/ada/work')).toBe('/home/ada/work');
    expect(projects.folderOf(1000, 's1', '/')).toBe('/home/ada/work');
    expect(projects.folderOf(1001, 's1', undefined)).toBeUndefined();
  });

  it('remembers across a restart, and starts anew from a damaged file', () => {
    new ProjectFolders(path).folderOf(1000, 's1', '/home/ada/work');
    expect(new ProjectFolders(path).folderOf(1000, 's1', undefined)).toBe('/home/ada/work');
    writeFileSync(path, '[["1000 s1"], 4, {"length": 2}]');
    expect(new ProjectFolders(path).folderOf(1000, 's1', undefined)).toBeUndefined();
  });

  it('forgets the oldest of a user who has too many, and nobody else’s', () => {
    const projects = new ProjectFolders(path);
    projects.folderOf(1001, 'calm', '/calm');
    for (let index = 0; index <= MAX_SESSIONS_PER_USER; index++)
      projects.folderOf(1000, `s${index}`, '/work');
    expect(projects.folderOf(1000, 's0', undefined)).toBeUndefined();
    expect(projects.folderOf(1000, 's1', undefined)).toBe('/work');
    expect(projects.folderOf(1001, 'calm', undefined)).toBe('/calm');
    const again = new ProjectFolders(path);
    again.folderOf(1000, 'new', '/new');
    expect(again.folderOf(1000, 's1', undefined)).toBeUndefined();
    expect(again.folderOf(1001, 'calm', undefined)).toBe('/calm');
  });

  it('keeps nothing that is no folder, however long', () => {
    const projects = new ProjectFolders(path);
    for (const said of ['work', `/${'x'.repeat(5000)}`])
      expect(projects.folderOf(1000, 's1', said)).toBeUndefined();
    expect(projects.folderOf(1000, 's1', '/work')).toBe('/work');
  });
});
