import type { NewEvidence, Tier } from '@sallyport/action-model';
import type { AskJudge } from '@sallyport/enforcement';
import { stampOf } from '../watched-file.ts';
import { readJudgeFile } from './judge-file.ts';
import { Judge } from './judge.ts';
import { askProvider } from './providers.ts';

export type JudgeOfFileOptions = {
  readonly file: string;
  readonly tier: Tier;
  readonly now: () => Date;
  /** Every call is an egress of this machine, and evidence. */
  readonly note: (evidence: NewEvidence, session?: string) => void;
  readonly onProblem: (why: string) => void;
};

/**
 * The judge that stands in the file now, read again when the file changes. Without a file every question is answered
 * `off`; an unusable file is no judge either, but one that failed: whoever broke it must not have switched it off.
 */
export function judgeOfFile({ file, tier, now, note, onProblem }: JudgeOfFileOptions): AskJudge {
  let seen: string | undefined;
  let known: Judge | 'off' | 'failed' = 'off';
  const look = (): typeof known => {
    const stamp = stampOf(file);
    if (stamp === seen) return known;
    seen = stamp;
    const read = readJudgeFile(file, tier);
    if (read.kind === 'unusable') onProblem(read.why);
    known = read.kind === 'none' ? 'off' : read.kind === 'unusable' ? 'failed' : judgeOf(read);
    return known;
  };
  const judgeOf = ({ settings, key }: Extract<ReturnType<typeof readJudgeFile>, { kind: 'ok' }>): Judge =>
    new Judge({
      ask: askProvider({ ...settings, key }),
      by: `${settings.provider}/${settings.model}`,
      timeoutMs: settings.timeoutMs,
      maxCharacters: settings.maxCharacters,
      now,
      onCall: (call, why) => {
        if (why !== undefined) onProblem(why);
        note({
          type: 'lifecycle',
          event: 'judge-asked',
          detail: { ...call, host: new URL(settings.url).host, ...(why === undefined ? {} : { why }) },
        });
      },
    });
  return async (action, questions) => {
    const judge = look();
    return typeof judge === 'string'
      ? questions.map(({ policy, rule }) => ({ policy, rule, state: judge }))
      : judge.answer(action, questions);
  };
}
