import type { CompiledParts } from '../compile-document.ts';
import { problemAt } from '../document/read-documents.ts';
import type { Problem } from '../problem.ts';
import { neverHolds } from './never-holds.ts';

/** What compiles and still does nothing, or does nothing yet. */
export const authorWarnings = (compiled: CompiledParts): readonly Problem[] => [
  ...idleRules(compiled),
  ...endlessObservation(compiled),
];

const idleRules = ({ read, rules }: CompiledParts): readonly Problem[] =>
  rules.flatMap(({ rule, conditions }, index) => {
    const isIdle =
      conditions.size > 0 &&
      [...conditions].every(
        ([kind, condition]) => condition !== undefined && neverHolds(condition.ast, kind),
      );
    return isIdle
      ? [
          problemAt(
            read,
            ['rules', index, 'when'],
            `rule \`${rule.id}\` can never match: its condition contradicts itself or the kinds in \`on\``,
          ),
        ]
      : [];
  });

/** A document that is only watched should say until when, or it stays so. */
const endlessObservation = ({
  read,
  document: { id, rollout },
  rules,
}: CompiledParts): readonly Problem[] => {
  if (rollout?.stage !== 'observe') return [];
  const isRaised =
    Object.values(rollout.groups ?? {}).some((stage) => stage !== 'observe') ||
    Object.keys(rollout.percent ?? {}).some((stage) => stage !== 'observe');
  const open = rules.filter(({ rule }) => rule.declared.expires === undefined);
  const [first] = open;
  if (isRaised || first === undefined) return [];
  return [
    problemAt(
      read,
      ['rollout'],
      `policy \`${id}\` only observes, and ${open.length === 1 ? `rule \`${first.rule.id}\` says` : `${open.length} of its rules say`} not until when; raise the stage for a group or a percentage, or set \`expires\``,
    ),
  ];
};
