import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProjectFolders } from './project-folders.ts';

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

  it('forgets the oldest when there are too many', () => {
    writeFileSync(path, JSON.stringify(Array.from({ length: 2000 }, (_, index) => [`1 s${index}`, '/work'])));
    const projects = new ProjectFolders(path);
    projects.folderOf(1, 'new', '/new');
    expect(projects.folderOf(1, 's0', undefined)).toBeUndefined();
    expect(projects.folderOf(1, 's1', undefined)).toBe('/work');
    expect(projects.folderOf(1, 'new', undefined)).toBe('/new');
  });
});
