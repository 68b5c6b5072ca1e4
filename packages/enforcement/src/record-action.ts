import type { Action, RecordedAction } from '@sallyport/action-model';

/**
 * What evidence keeps of an action: everything a condition could see, and the native input as text. Content
 * samples stay out: they are judged, not kept. Redaction happens afterwards, over the whole record.
 */
export function recordAction(action: Action, nativeInput: string | undefined): RecordedAction {
  const { origin: _origin, findings: _findings, samples: _samples, ...kept } = action;
  return { ...kept, ...(nativeInput === undefined ? {} : { input: nativeInput }) };
}
