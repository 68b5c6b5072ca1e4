/** Everything that is measured, and what CI holds of it. To add a set: a file below `sets/`, a line here. */
import type { LabelledSet } from './labelled-set.ts';
import { DISGUISED } from './sets/disguised.ts';
import { INSTALLED_PACKAGES } from './sets/installed-packages.ts';
import { UNSEEN } from './sets/unseen.ts';

export const SETS: readonly LabelledSet[] = [...UNSEEN, ...DISGUISED, ...INSTALLED_PACKAGES];
