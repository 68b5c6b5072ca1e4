/** State on disk that can't be used and that nobody but a person may mend; the message says how. */
export class StateError extends Error {}
