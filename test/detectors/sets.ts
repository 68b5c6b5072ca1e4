/** Everything that is measured, and what CI holds of it. To add a set: a file below `sets/`, a line here. */
import type { LabelledSet } from './labelled-set.ts';
import { INSTALLED_PACKAGES } from './sets/installed-packages.ts';

export const SETS: readonly LabelledSet[] = [...INSTALLED_PACKAGES];
