/**
 * Variables through which a repository's settings can put code into every process that the client starts, our
 * hook included (client-verified M9), or move its traffic (M11). Managed settings empty the first kind and pin the
 * second; the newer client lets a repository's value win wherever managed settings are silent (M10).
 */
export const DANGEROUS_VARIABLES = {
  /** The dynamic loader reads these before a program's first instruction. */
  loader: [
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'LD_AUDIT',
    'DYLD_INSERT_LIBRARIES',
    'DYLD_LIBRARY_PATH',
    'DYLD_FRAMEWORK_PATH',
    'DYLD_FALLBACK_LIBRARY_PATH',
  ],
  /** Files that a shell runs, and options it takes, before its script. */
  shell: ['BASH_ENV', 'ENV', 'SHELLOPTS', 'BASHOPTS', 'PS4', 'PROMPT_COMMAND'],
  /** Interpreters' own ways to load code at start. */
  interpreter: [
    'NODE_OPTIONS',
    'NODE_PATH',
    'BUN_OPTIONS',
    'BUN_INSPECT_PRELOAD',
    'PYTHONPATH',
    'PYTHONHOME',
    'PYTHONSTARTUP',
    'PERL5OPT',
    'PERL5LIB',
    'PERL5DB',
    'RUBYOPT',
    'RUBYLIB',
    'JAVA_TOOL_OPTIONS',
    'JDK_JAVA_OPTIONS',
    '_JAVA_OPTIONS',
  ],
  /** A folder whose `.curlrc` decides what `curl` does. */
  curl: ['CURL_HOME'],
  /** The client's own: a prefix before every shell command, and the modes that leave hooks out. */
  client: ['CLAUDE_CODE_SHELL_PREFIX', 'CLAUDE_CODE_SIMPLE', 'CLAUDE_CODE_SAFE_MODE'],
} as const satisfies Record<string, readonly string[]>;

export const DANGEROUS_VARIABLE_NAMES: readonly string[] = Object.values(DANGEROUS_VARIABLES).flat();

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];
/** A client sends its own requests to hooks through a proxy too, unless it is told not to. */
const LOOPBACK = 'localhost,127.0.0.1,::1';

const NO_PROXY_NAMES: ReadonlySet<string> = new Set(['NO_PROXY', 'no_proxy']);
const namesIn = (list: string): readonly string[] => list.split(/[\s,]+/).filter((name) => name !== '');

/** Does this value send the client's requests to hooks through a proxy? Only of the variables that say who goes around. */
export const sendsHooksToProxy = (name: string, value: string): boolean =>
  NO_PROXY_NAMES.has(name) && !namesIn(value).some((each) => each === '*' || each === '127.0.0.1');

/** What an administrator pins, with the way to the hooks left open. */
export const withHooksBesideProxy = (pins: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(pins).map(([name, value]) => [
      name,
      sendsHooksToProxy(name, value) ? [...namesIn(value), LOOPBACK].join(',') : value,
    ]),
  );

/** Where the client's requests and telemetry go. With no value given they are pinned to the default: nowhere else. */
export const PINNED_VARIABLES: Readonly<Record<string, string>> = {
  ANTHROPIC_BASE_URL: 'https://api.anthropic.com',
  // Programs differ in the case they read.
  ...Object.fromEntries(
    PROXIES.flatMap((name) => [name, name.toLowerCase()].map((spelling) => [spelling, ''])),
  ),
  NO_PROXY: LOOPBACK,
  no_proxy: LOOPBACK,
  NODE_EXTRA_CA_CERTS: '',
  NODE_TLS_REJECT_UNAUTHORIZED: '',
  OTEL_EXPORTER_OTLP_ENDPOINT: '',
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: '',
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: '',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '',
  OTEL_EXPORTER_OTLP_HEADERS: '',
};

/** A dangerous or pinned name in any spelling: proxies are read in lower case too, Windows ignores case altogether. */
export const isDangerousVariable = (name: string): boolean => DANGEROUS.has(name.toUpperCase());
/** A variable that moves the client's traffic or its telemetry. */
export const isRedirectingVariable = (name: string): boolean => {
  const upper = name.toUpperCase();
  return Object.hasOwn(PINNED_VARIABLES, upper) || upper.startsWith('OTEL_');
};
const DANGEROUS = new Set(DANGEROUS_VARIABLE_NAMES);
