import { isDangerousVariable, isRedirectingVariable } from '../install/dangerous-variables.ts';
import { valueAt } from '../install/edit-document.ts';
import { parseSettings } from '../install/settings-document.ts';
import { objectOf } from './read-bounded.ts';

const HOOK_SETTINGS = ['hooks', 'disableAllHooks', 'allowedHttpHookUrls', 'httpHookAllowedEnvVars'];
const MAX_NAMED = 20;

/**
 * Not the hook's: it starts with a clean environment. But these decide what the words of a command mean, so a command
 * that was read as harmless may not be (`~` is another folder under another `HOME`), where the client keeps what it
 * writes about a session, and who it says it is.
 */
const SURROUNDINGS = [
  'HOME',
  'USERPROFILE',
  'PATH',
  'CDPATH',
  'IFS',
  'SHELL',
  'PWD',
  'OLDPWD',
  'TMPDIR',
  'GLOBIGNORE',
  'CLAUDE_CONFIG_DIR',
  'XDG_CONFIG_HOME',
  'AI_AGENT',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_IS_COWORK',
  'CLAUDE_CODE_REMOTE',
  'CLAUDE_CODE_SESSION_ATTENDED',
  'SSLKEYLOGFILE',
];
const isSurrounding = (name: string): boolean => SURROUNDINGS.includes(name.toUpperCase());

/**
 * The names of a repository's settings that touch hooks, or variables that reach hooks and traffic. Settings that
 * can't be read count as touching them: the client may read what we can't.
 */
export const repositoryTouches = (bytes: Uint8Array): readonly string[] => {
  const outcome = parseSettings(bytes);
  if (outcome.kind === 'invalid') return [`unreadable (${outcome.why})`];
  const { document } = outcome;
  const settings = HOOK_SETTINGS.filter((name) => valueAt(document, [name]) !== undefined);
  const variables = Object.keys(objectOf(valueAt(document, ['env'])))
    .filter(
      (name) =>
        isDangerousVariable(name) ||
        isRedirectingVariable(name) ||
        isSurrounding(name) ||
        name.startsWith('SALLYPORT_'),
    )
    .map((name) => `env.${name}`);
  return [...settings, ...variables].slice(0, MAX_NAMED);
};
