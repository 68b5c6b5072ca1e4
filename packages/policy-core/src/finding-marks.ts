/** The rule of a finding that says: here stands the mark of a redaction. Whoever holds the action sees it at a glance. */
export const REDACTION_MARK = 'redaction-mark';
/**
 * The rule of a finding that says: what this file holds would be taken out of a result, and the client shows files that it
 * knows once more by itself, where nothing can be taken out. Whoever reads files says it; no detector does.
 */
export const FILE_COMES_BACK = 'file-comes-back';
