import { readSettings, stateHome, type Settings, type StateHome } from '@sallyport/device';
import { failure, type Failure } from './command.ts';
import { EXIT } from './exit-code.ts';

export type Context = { settings: Settings; home: StateHome };

/** The settings of this run and where its state lies, or the sentence that says which variable is wrong. */
export function openContext(): Context | Failure {
  const read = readSettings();
  if (!read.ok) return failure(read.message, EXIT.usage);
  return { settings: read.settings, home: stateHome(read.settings.stateHome) };
}
