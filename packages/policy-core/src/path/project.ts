import type { PathUse } from '@sallyport/action-model';
import { placesOf, startsWith, type PathSetting, type Place } from './place.ts';

/**
 * Where a path stands to the project that the agent works in. `beside` is the folder in which this project and its
 * neighbours stand, so that a part of a larger repository can reach the rest of it. `unknown`: a relative path where
 * nobody says which folder is the project's.
 */
export const PROJECT_STANDINGS = ['inside', 'beside', 'outside', 'unknown'] as const;
export type ProjectStanding = (typeof PROJECT_STANDINGS)[number];

/** Without a claimed project the working folder stands for it, unless a whole home lies below that. */
const projectFolder = ({ workspace, cwd, home }: PathSetting): readonly string[] | undefined => {
  for (const folder of [workspace, cwd])
    if (folder !== undefined && folder.length > 0 && !(home !== undefined && startsWith(home, folder, 0)))
      return folder;
  return undefined;
};

/** Below a home its first folder, elsewhere the first two; a project that stands right there has no neighbours. */
const neighbourhood = (project: readonly string[], home: readonly string[] | undefined) => {
  const depth = home !== undefined && startsWith(project, home, 0) ? home.length + 1 : 2;
  return project.length > depth ? project.slice(0, depth) : project;
};

const ANCHORED = /^["']?(?:[/~$\\]|[A-Za-z]:)/u;
const CLIMBS = /(?:^|[\\/"'])\.\.(?:[\\/"']|$)/u;

/** The farthest of its places counts: a link inside the project that leads out of it is outside. */
export const standingOf = (use: PathUse, setting: PathSetting): ProjectStanding => {
  const project = projectFolder(setting);
  const places = placesOf(use, setting);
  const all = (folder: readonly string[] | undefined) =>
    folder !== undefined && places.every((place: Place) => startsWith(place.segments, folder, 0));
  if (all(project)) return 'inside';
  // The working folder may be deep inside the project; a plain name below another folder was written after a `cd`.
  const relative = setting.workspace === undefined && !ANCHORED.test(use.given);
  if (relative && (project === undefined || CLIMBS.test(use.given))) return 'unknown';
  if (project === undefined) return 'outside';
  return all(neighbourhood(project, setting.home)) ? 'beside' : 'outside';
};
