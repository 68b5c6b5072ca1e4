import { type Folders, resolveLexically } from '@sallyport/command-reading';

/** Where something lies, by how much its loss would hurt. */
export type PathScope =
  | 'device'
  | 'system'
  | 'home'
  | 'keys'
  | 'personal'
  | 'project'
  | 'inside-project'
  | 'rebuilt'
  | 'temporary'
  | 'elsewhere'
  | 'unknown';

/** What tools make again from what is kept. */
const REBUILT =
  /^(?:node_modules|bower_components|dist|build|out|target|coverage|\.nyc_output|\.next|\.nuxt|\.output|\.svelte-kit|\.turbo|\.parcel-cache|\.angular|\.vite|\.cache|caches?|\.venv|venv|env|\.tox|\.nox|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.eggs|[\w.-]+\.egg-info|htmlcov|\.gradle|bin|obj|_build|deps|Pods|DerivedData|\.build|\.terraform|cdk\.out|\.serverless|\.aws-sam|\.dart_tool|storybook-static|test-results|playwright-report|_?site|public\/build|generated|logs?|te?mp|\.tmp|\.eslintcache|\.ipynb_checkpoints|cmake-build-\w+|bazel-\w+|zig-(?:out|cache)|\.stack-work|dist-newstyle|elm-stuff|vendor|package-lock\.json|pnpm-lock\.yaml|bun\.lockb|go\.sum|[\w.-]+\.lock|[\w.*-]+\.(?:log|tmp|pyc|o|class)|\.DS_Store)$/i;

const TEMPORARY =
  /^(?:\/tmp|\/var\/tmp|\/private\/(?:tmp|var\/folders)|\/var\/folders|\/dev\/shm|\/run\/user|\/var\/cache|\/var\/lib\/apt\/lists|[A-Z]:\/(?:Windows\/)?Temp)(?:\/|$)|\/(?:\.cache|Library\/Caches|AppData\/Local\/Temp|\.npm|\.gradle\/caches|\.m2\/repository|\.cargo\/(?:registry|git)|\.pnpm-store|\.yarn\/cache|\.bun\/install\/cache|go\/pkg|\.local\/share\/Trash|\.Trash)(?:\/|$)/i;

const SYSTEM =
  /^(?:\/|\/(?:bin|boot|dev|etc|home|lib(?:32|64)?|opt|proc|root|sbin|srv|sys|usr|var|data|mnt|media|backups?|Users|System|Library|Applications|Volumes|private|mysql|postgres)|\/(?:bin|boot|etc|lib(?:32|64)?|sbin|sys|usr|System|Library|Applications|var\/(?:lib|log|www|spool|mail|backups?)|private\/etc|root)(?:\/.*)?|[A-Z]:(?:\/(?:(?:Windows|Program Files(?: \(x86\))?|ProgramData)(?:\/.*)?|Users))?\/?)$/i;

const KEYS =
  /\/(?:\.ssh|\.gnupg|\.aws|\.kube|\.azure|\.password-store|\.config\/(?:gcloud|gh|sops)|\.docker\/config\.json|\.netrc|\.git-credentials|\.npmrc|\.pypirc|\.pgpass|\.vault-token|Library\/Keychains|\.local\/share\/keyrings|\.bitcoin|\.ethereum|\.config\/solana)(?:\/|$)/;

const HOME = /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Z]:\/Users\/[^/]+)(?:\/(\.?[^/]+))?(?:\/.*)?$/i;
const PERSONAL =
  /^(?:Documents|Desktop|Pictures|Photos|Music|Movies|Videos|Downloads|Dropbox|OneDrive|Library|AppData|\.config|\.local|\.mozilla|\.thunderbird|Mail|Maildir|backups?)$/i;

const DEVICE =
  /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|r?disk|mapper\/|md\d|dm-|mtd|block\/|by-|loop\d|sr\d)|^\\\\\.\\physicaldrive|^\/dev\/(?:sd|hd|vd|xvd|nvme|disk)[*?]/i;

const WHOLE = /(?:\/+(?:\*\*?|\.\*|\{\*,\.\*\}|\.\[!\.\]\*|\*\.\*))+$/;

/** Where something lies is said at the beginning of its path. */
const MAX_PATH = 512;

export function scopeOf(written: string, folders: Folders): PathScope {
  // A word that can't be known stands as it was written, quotes and all.
  const given = written.slice(0, MAX_PATH).replaceAll(/["']/g, '');
  if (/^\$(?:\{?TMPDIR\b|\(mktemp\b|env:TEMP\b)|^%te?mp%/i.test(given)) return 'temporary';
  if (/^(?:(?:\$\(pwd\)|\$\{?PWD\}?|%cd%)(?:[/\\](?:\*|\.\*)?)?|\*|\.\*|\*\.\*)$/i.test(given))
    return 'project';
  if (/^(?:\$\{?HOME\}?|%userprofile%|\$env:userprofile|\$home)(?:[/\\]\*?)?$/i.test(given)) return 'home';
  if (/^(?:%systemdrive%|%systemroot%|\$env:systemroot|\$env:windir|%windir%)/i.test(given)) return 'system';
  if (DEVICE.test(given)) return 'device';
  if (/^["']?(?:\$|`|%\w+%|\{\}|<\w)/.test(given)) return 'unknown';
  const { path: resolved } = resolveLexically(given.replaceAll('\\', '/'), folders);
  const path = resolved.replace(WHOLE, '').replace(/(.)\/$/, '$1') || '/';
  return knownScope(path, folders);
}

function knownScope(path: string, { home, cwd }: Folders): PathScope {
  if (TEMPORARY.test(path)) return 'temporary';
  if (KEYS.test(path)) return 'keys';
  if (path === cwd || cwd.startsWith(`${path}/`) || path === `${cwd}/.git`) {
    return path === home ? 'home' : path.length < home.length ? 'system' : 'project';
  }
  if (path.startsWith(`${cwd}/`)) {
    const inner = path.slice(cwd.length + 1).split('/', 64);
    if (inner[0] === '.git') return 'project';
    return inner.some((name) => REBUILT.test(name) || REBUILT.test(name.replaceAll('*', '')))
      ? 'rebuilt'
      : 'inside-project';
  }
  if (SYSTEM.test(path)) return 'system';
  const inHome = HOME.exec(path);
  if (inHome)
    return inHome[1] === undefined
      ? 'home'
      : PERSONAL.test(inHome[1]) && !isRebuilt(path)
        ? 'personal'
        : below(path);
  return below(path);
}

/** What outlives a project wherever it lies: data and its copies. */
const DATA =
  /\/(?:backups?|postgres(?:ql)?|mysql|mongo(?:db)?|redis|uploads|mail)(?:\/|$)|\.(?:db|sqlite3?|mdb|dump|bak|ibd)$/i;

/** A folder elsewhere is another project's, or what that project can build again. */
const below = (path: string): PathScope =>
  DATA.test(path) ? 'personal' : isRebuilt(path) ? 'rebuilt' : 'elsewhere';

const isRebuilt = (path: string): boolean => REBUILT.test(path.slice(path.lastIndexOf('/') + 1));
