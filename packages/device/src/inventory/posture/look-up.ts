import { objectOf } from '../../health/read-bounded.ts';
import type { FoundItem } from '../inventory-item.ts';
import type { PersonFacts, ReadDocument } from './person-facts.ts';
import { unknown, verdict, type Look, type PosturePlace } from './posture-check.ts';

export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((below, key) => {
    const members = objectOf(below);
    return Object.hasOwn(members, key) ? members[key] : undefined;
  }, value);

export const managedOf = ({ settings }: PersonFacts): readonly ReadDocument[] =>
  settings.filter(({ scope }) => scope === 'managed');

export const pathsOf = (documents: readonly ReadDocument[]): readonly string[] =>
  documents.map(({ path }) => path);

/** Every settings level that says something which it should not. */
export const settingsWhere = (
  facts: PersonFacts,
  isBad: (value: unknown) => boolean,
  path: string,
  text: string,
): Look =>
  verdict(
    facts.settings.flatMap((document) =>
      isBad(at(document.value, path)) ? [{ path: document.path, text }] : [],
    ),
    pathsOf(facts.settings),
    'no settings file of the client was read',
  );

const NO_MANAGED = 'no managed settings were read on this device; a mobile device profile is not read here';

/** What an administrator's settings must say; a managed file without it is the finding. */
export const managedMust = (facts: PersonFacts, path: string, isGood: (value: unknown) => boolean): Look => {
  const managed = managedOf(facts);
  if (managed.length === 0) return unknown(NO_MANAGED);
  const said = managed.filter(({ value }) => isGood(at(value, path)));
  return said.length > 0
    ? { state: 'ok', read: pathsOf(said) }
    : {
        state: 'finding',
        places: managed.map((one) => ({ path: one.path, text: `\`${path}\` is not set` })),
      };
};

/** A key that Desktop is given; only third-party mode leaves a file, a profile's keys are not read here. */
export const desktopKey = (
  { desktopPolicy }: PersonFacts,
  key: string,
  whatIsWrong: (value: unknown) => string | undefined,
): Look => {
  if (desktopPolicy === undefined)
    return unknown('the keys of Claude Desktop are in a device profile or the admin console, not in a file');
  const wrong = whatIsWrong(at(desktopPolicy.value, key));
  return wrong === undefined
    ? { state: 'ok', read: [desktopPolicy.path] }
    : { state: 'finding', places: [{ path: desktopPolicy.path, text: wrong }] };
};

/** A switch of Desktop that a person can turn. Left out means unknown: the default may change with any version. */
export const desktopSwitch = ({ desktop }: PersonFacts, key: string, text: string): Look => {
  const said = desktop.filter(({ value }) => typeof at(value, key) === 'boolean');
  return verdict(
    said.filter(({ value }) => at(value, key) === true).map(({ path }) => ({ path, text })),
    pathsOf(said),
    desktop.length === 0 ? 'no config of Claude Desktop was read' : `its config does not say \`${key}\``,
  );
};

export const itemPlaces = (
  items: readonly FoundItem[],
  textOf: (item: FoundItem) => string,
): readonly PosturePlace[] => items.map((item) => ({ path: item.path, text: textOf(item) }));

/** The home itself, what lies above it, or a whole disk: a grant of all that a person has. */
export const isTooWide = (folder: string, userHome: string): boolean => {
  const plain = folder.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '');
  const home = userHome.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '');
  if (['~', '$HOME', '', '/', '/*', '*'].includes(plain) || /^[A-Za-z]:$/.test(plain)) return true;
  return plain === home || home.startsWith(`${plain}/`);
};

export const stringsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? (value as unknown[]).filter((one): one is string => typeof one === 'string') : [];
