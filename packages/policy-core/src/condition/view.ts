import type { Action, Facts, PathUse, ProgramUse } from '@sallyport/action-model';
import type { PathSubject } from '../path/anchor.ts';
import {
  anyCaseSettingOf,
  extensionOf,
  nameOf,
  pathSettingOf,
  placesOf,
  type PathSetting,
} from '../path/place.ts';
import { standingOf } from '../path/project.ts';
import type { FieldType, ObjectType } from './field-types.ts';

/** One evaluation: everything a view may need beside its own data, worked out at most once. */
export interface Scene {
  readonly action: Action;
  readonly pathSetting: (use: PathUse) => PathSetting;
}

/**
 * What CEL sees instead of the plain data. The library knows an object's type by its constructor, so every object
 * type gets a class of its own whose getters wrap lazily: a rule that looks at one host never builds the paths.
 */
export interface View {
  readonly raw: unknown;
  readonly scene: Scene;
  /** What has been worked out so far, by the number of its getter. */
  readonly slots: unknown[];
}

export type ViewClass = new (raw: unknown, scene: Scene) => View;

export const sceneOf = (action: Action): Scene => {
  let setting: PathSetting | undefined;
  let anyCase: PathSetting | undefined;
  return {
    action,
    pathSetting: (use) =>
      use.anyCase === true ? (anyCase ??= anyCaseSettingOf(action)) : (setting ??= pathSettingOf(action)),
  };
};

// Getters that keep their value are numbered within their class; 0 is the path subject's.
const SUBJECT_SLOT = 0;

const cached = <Value>(view: View, slot: number, make: () => Value): Value => {
  const known = view.slots[slot];
  if (known !== undefined) return known as Value; // each slot is written by one maker only
  const made = make();
  view.slots[slot] = made;
  return made;
};

/** INVARIANT: only `Path` views are passed here; their `raw` is a path use of the parsed action. */
export const pathSubject = (view: View): PathSubject =>
  cached(view, SUBJECT_SLOT, () => {
    const use = view.raw as PathUse; // by the invariant above
    const setting = view.scene.pathSetting(use);
    return { use, setting, places: placesOf(use, setting) };
  });

const DERIVED_VALUES: Readonly<Record<string, (raw: unknown, scene: Scene) => unknown>> = {
  'Path.name': (raw) => nameOf(raw as PathUse), // the key says which type `raw` is
  'Path.extension': (raw) => extensionOf(raw as PathUse), // as above
  'Path.project': (raw, scene) => standingOf(raw as PathUse, scene.pathSetting(raw as PathUse)), // as above
  'Program.pairs': (raw) => pairsOf((raw as ProgramUse).args), // as above
  'Program.feeds': (raw, scene) =>
    scene.action.kind === 'shell.run'
      ? downstream(raw as ProgramUse, scene.action.command.programs) // as above
      : [],
};

/** `-i key` as one text, so that a rule can ask what a word is to its flag. */
const pairsOf = (words: readonly string[]): readonly string[] =>
  words.flatMap((word, index) => {
    const next = words[index + 1];
    return word.startsWith('-') && next !== undefined ? [`${word} ${next}`] : [];
  });

const downstream = (from: ProgramUse, programs: readonly ProgramUse[]): readonly string[] => {
  const names: string[] = [];
  const seen = new Set<number>();
  for (let next = from.pipesTo; next !== undefined && !seen.has(next); next = programs[next]?.pipesTo) {
    seen.add(next);
    const program = programs[next];
    if (program !== undefined) names.push(program.name);
  }
  return names;
};

const classes = new Map<string, ViewClass>();

/** One class a type name: `Action` has the getters of every kind, and each kind's environment declares its own. */
export const viewClass = (type: ObjectType): ViewClass => {
  let known = classes.get(type.name);
  if (known === undefined) {
    known = class {
      readonly raw: unknown;
      readonly scene: Scene;
      readonly slots: unknown[] = [];
      constructor(raw: unknown, scene: Scene) {
        this.raw = raw;
        this.scene = scene;
      }
    };
    classes.set(type.name, known);
  }
  for (const [key, field] of Object.entries(type.fields)) {
    const slot = 1 + Object.getOwnPropertyNames(known.prototype).length;
    if (Object.hasOwn(known.prototype, key)) continue;
    Object.defineProperty(known.prototype, key, { get: getterOf(type.name, key, field.type, slot) });
  }
  return known;
};

const getterOf = (
  typeName: string,
  key: string,
  type: FieldType,
  slot: number,
): ((this: View) => unknown) => {
  const derive = DERIVED_VALUES[`${typeName}.${key}`];
  if (derive !== undefined)
    return function (this: View) {
      return cached(this, slot, () => derive(this.raw, this.scene));
    };
  const own = (view: View): unknown => (view.raw as Record<string, unknown>)[key]; // views wrap objects only
  if (type.kind === 'object') {
    const Class = viewClass(type.type);
    return function (this: View) {
      const value = own(this);
      return value === undefined ? undefined : cached(this, slot, () => new Class(value, this.scene));
    };
  }
  if (type.kind === 'list' && type.of.kind === 'object') {
    const Class = viewClass(type.of.type);
    return function (this: View) {
      const values = own(this) as readonly unknown[]; // the field type says list
      return cached(this, slot, () => values.map((value) => new Class(value, this.scene)));
    };
  }
  return function (this: View) {
    return own(this);
  };
};

/** The variables of one evaluation, under the names conditions use. */
export class Variables {
  readonly action: View;
  readonly #origin: ViewClass;
  readonly #facts: ViewClass;
  readonly factValues: Facts;
  #originView: View | undefined;
  #factsView: View | undefined;
  #now: Date | undefined;

  constructor(
    action: Action,
    facts: Facts,
    types: { readonly action: ViewClass; readonly origin: ViewClass; readonly facts: ViewClass },
  ) {
    this.action = new types.action(action, sceneOf(action));
    this.#origin = types.origin;
    this.#facts = types.facts;
    this.factValues = facts;
  }

  get origin(): View {
    return (this.#originView ??= new this.#origin(this.action.scene.action.origin, this.action.scene));
  }

  get facts(): View {
    return (this.#factsView ??= new this.#facts(this.factValues, this.action.scene));
  }

  get now(): Date {
    return (this.#now ??= new Date(this.factValues.now));
  }
}
