import type { Decision, DecisionMark, Failure } from '@sallyport/action-model';

const MARKS: Readonly<Record<DecisionMark, string>> = {
  'warn-not-shown': 'the warning could not be shown on this path',
  'redact-became-block': 'this path cannot redact, so it was blocked instead',
  'read-only-became-approve': 'this path cannot make it read-only, so approval was asked instead',
  'approve-became-block': 'nobody could be asked on this path, so it was blocked instead',
  'observe-only-surface': 'this path can only be watched, so nothing was enforced',
  'tool-use-id-reused': 'the id of this call stood for another one before',
  'tightened-by-later-sighting': 'it was seen twice, and this stricter decision was told',
  'ran-with-another-input': 'it ran with another input than the one that was decided before it',
  'ran-though-blocked': 'it ran although it was to be blocked',
  'ran-undecided': 'it ran and nobody had asked for a decision',
  'of-the-result': 'it had run, and this is about what it gave back',
  approved: 'somebody who may has approved this very action',
  'weak-approval-refused':
    'it was approved without proof that a person did it, which is not enough for what cannot be undone',
  'waiting-for-approval': 'it was stopped until somebody approves it',
  'approval-denied': 'somebody who may was asked, and said no',
  'not-judged': 'a rule asks a judge, and the judge gave no answer',
  sandboxed: 'it was run in a sandbox that can change and reach nothing',
  'warned-before': 'the same warning had been said in this session, so it was not said again',
  'conversation-stopped':
    'this conversation holds output that must not reach the model, so it could not go on',
};

const FAILURES: Readonly<Record<Failure, string>> = {
  'no-bundle': 'there was no policy bundle',
  'bundle-invalid': 'the policy bundle was not valid',
  'unreadable-payload': 'the client sent something that could not be read',
  'daemon-unreachable': 'the daemon could not be reached',
  deadline: 'the decision took too long',
  'rule-error': 'a rule could not be evaluated',
  'spool-full': 'the evidence spool was full',
  'spool-failed': 'evidence could not be written',
  'not-inspected': 'its content could not be inspected',
};

/** What was decided and what became of it, in sentences a person can read aloud. */
export const describeDecision = (decision: Decision): string => {
  const { verdict, enforced, stage, marks, failMode } = decision;
  const sentences: string[] = [];
  if (failMode !== undefined) {
    const outcome = failMode.mode === 'closed' ? 'fails closed' : 'fails open';
    sentences.push(
      `Policy could not be asked completely: ${FAILURES[failMode.failure]}, and its category ${outcome}.`,
    );
  }
  if (verdict === enforced) {
    sentences.push(
      verdict === 'allow'
        ? 'No rule objected; it was allowed.'
        : `Policy said ${verdict}; that was enforced.`,
    );
  } else {
    const rollout = stage === 'enforce' ? '' : ` at rollout stage ${stage}`;
    sentences.push(`Policy said ${verdict}; ${enforced} was enforced${rollout}.`);
  }
  const told = marks.map((mark) => MARKS[mark]).join('; ');
  if (told !== '') sentences.push(`${told.charAt(0).toUpperCase()}${told.slice(1)}.`);
  return sentences.join(' ');
};
