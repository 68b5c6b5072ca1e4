/** Abilities that are harmless one by one and not together. */
import type { ComponentFile } from './component-report.ts';
import { roleOf } from './component-kind.ts';
import { findSentSecrets, findStrangersSecrets } from './follow-secrets.ts';
import { raise, type Raised } from './raise.ts';
import { SUBJECTS } from './rules/subjects.ts';
import type { Place, TextFacts } from './scan-text.ts';
import type { Ability } from './text-rule.ts';

/** In a text of several parts, so near things belong together; in a script the whole file does. */
const NEAR_UNITS = 3000;

export function findCombinations(
  file: Pick<ComponentFile, 'path'> & { readonly text: string },
  facts: TextFacts,
): readonly Raised[] {
  const { abilities } = facts;
  const raised: Raised[] = [];
  const isScript = roleOf(file.path) === 'script';
  const pair = (
    first: Ability,
    second: Ability,
    within = isScript ? Infinity : NEAR_UNITS,
  ): Place | undefined => nearPair(abilities.get(first) ?? [], abilities.get(second) ?? [], within);

  const opened = facts.matches.filter(
    ({ rule, level }) => rule.id === 'reads-secret-file' && level !== 'note',
  );
  const leaving = nearPair(opened, abilities.get('sends') ?? [], isScript ? Infinity : NEAR_UNITS);
  if (leaving !== undefined)
    raised.push(
      raise(
        'credentials-leave',
        'block',
        SUBJECTS.leaking,
        'Opens secret files and sends data away',
        leaving,
      ),
    );

  const environment = pair('reads-environment', 'sends', isScript ? 4 * NEAR_UNITS : NEAR_UNITS);
  if (environment !== undefined)
    raised.push(
      raise(
        'environment-leaves',
        'warn',
        SUBJECTS.leaking,
        'Reads the whole environment and sends data away',
        environment,
      ),
    );

  const sent = findSentSecrets(file.text)[0] ?? findStrangersSecrets(file.text)[0];
  if (sent !== undefined)
    raised.push(
      raise('secret-is-sent', 'block', SUBJECTS.leaking, 'Sends a secret to where it does not belong', sent),
    );

  const shelled = pair('opens-socket', 'reads-secret-variable');
  if (shelled !== undefined && isNear(abilities, 'sends'))
    raised.push(
      raise(
        'secret-over-socket',
        'warn',
        SUBJECTS.leaking,
        'Reads secrets and talks over a raw socket',
        shelled,
      ),
    );

  const files = pair('walks-home', 'sends');
  if (files !== undefined)
    raised.push(
      raise(
        'files-leave',
        'warn',
        SUBJECTS.leaking,
        'Looks through the home folder and sends data away',
        files,
      ),
    );

  const drops = facts.matches.find(({ rule }) => rule.id === 'drop-place' || rule.id === 'tunnel-as-address');
  const facing = pair('collects-facts', 'sends');
  if (facing !== undefined && (drops !== undefined || abilities.has('decodes')))
    raised.push(
      raise(
        'machine-is-reported',
        'warn',
        SUBJECTS.leaking,
        'Reports facts about this machine in disguise or to a throw-away place',
        facing,
      ),
    );
  return raised;
}

const isNear = (abilities: TextFacts['abilities'], ability: Ability): boolean => abilities.has(ability);

/** Both lists stand in order of the text only by view, so each first place is compared with the nearest second one. */
function nearPair(first: readonly Place[], second: readonly Place[], within: number): Place | undefined {
  for (const one of first) {
    for (const other of second) if (Math.abs(one.start - other.start) <= within) return one;
  }
  return undefined;
}
