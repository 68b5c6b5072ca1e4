import { declare } from './problem.ts';

const MAX_AGE_MS = 24 * 3_600_000;

/** What of the people of a managed machine the guard does not know. */
export const INVENTORY_PROBLEMS = [
  declare({
    code: 'inventory-old',
    title: 'what is installed for somebody is not known as of today',
    severity: 'warning',
    dependsOn: ['daemon-down'],
    text: 'the guard has not seen what is installed for `{user}` {since}{why}',
    fix: 'look at `journalctl -u sallyport`; `sallyport inventory` as root tells what is there now',
    find: ({ inventoryLooks, now }) =>
      (inventoryLooks ?? []).flatMap(({ user, at, failed }) => {
        const isFresh = at !== null && Date.parse(now) - Date.parse(at) < MAX_AGE_MS;
        if (isFresh || (at === null && failed === undefined)) return [];
        return [
          {
            user,
            since: at === null ? 'since it was started' : `since ${at}`,
            why: failed === undefined ? '' : `: ${failed}`,
          },
        ];
      }),
  }),
  declare({
    code: 'inventory-unread',
    title: 'the guard cannot read all that is installed for somebody',
    severity: 'warning',
    dependsOn: ['daemon-down'],
    text: 'of `{user}` {count} kept from the guard, the first {first}',
    fix: 'have the person move it into a plain folder of theirs; what lies there is in no inventory',
    find: ({ inventoryLooks }) =>
      (inventoryLooks ?? []).flatMap(({ user, unread, first = '' }) =>
        unread === 0 ? [] : [{ user, count: unread === 1 ? '1 place is' : `${unread} places are`, first }],
      ),
  }),
] as const;
