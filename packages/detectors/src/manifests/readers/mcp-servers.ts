/** Servers as `.mcp.json`, `claude_desktop_config.json`, plugin and bundle manifests name them. */
import type { Node } from 'jsonc-parser';
import type { Component } from '../component-report.ts';
import { findLookAlike } from '../names/look-alike.ts';
import { raise, type Raised } from '../raise.ts';
import { SUBJECTS } from '../rules/subjects.ts';
import type { JsonLook } from './look.ts';
import { membersOf, placeOf, textOf, textsOf } from './json-tree.ts';

const { openness, supply, looks, leaking, guarding, disguise } = SUBJECTS;
const RUNNERS: Readonly<Record<string, 'npm' | 'pypi'>> = {
  npx: 'npm',
  bunx: 'npm',
  pnpx: 'npm',
  npm: 'npm',
  pnpm: 'npm',
  yarn: 'npm',
  uvx: 'pypi',
  pipx: 'pypi',
  uv: 'pypi',
};
const NOT_A_PACKAGE = /^(?:-|dlx$|exec$|run$|tool$|x$|\.|\/|~|\$)/;
const ROOTS =
  /^(?:\/|~\/?|\$HOME\/?|\$\{HOME\}\/?|[A-Za-z]:[\\/]{0,2}|\/(?:home|Users|etc|root|var)\/?|%USERPROFILE%\\?)$/;
const PRIVATE_HOST =
  /^https?:\/\/(?:localhost|127\.|\[::1\]|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|host\.docker\.internal|[\w-]{1,40}(?::\d|\/|$)|[\w.-]{1,60}\.(?:local|internal|lan|svc|test|corp)\b)/;
const PRELOADS =
  /^(?:LD_PRELOAD|DYLD_INSERT_LIBRARIES|NODE_OPTIONS|PYTHONSTARTUP|BASH_ENV|PERL5OPT|RUBYOPT)$/;

export const lookAtServers: JsonLook = (key, node, context) => {
  if (key !== 'mcpServers' && key !== 'mcp_config' && !(key === 'servers' && context.role === 'mcp-config'))
    return undefined;
  const servers = key === 'mcp_config' ? new Map([['', node]]) : membersOf(node);
  const components: Component[] = [];
  const raised: Raised[] = [];
  const names: string[] = [];
  for (const [name, server] of servers) {
    if (server.type !== 'object') continue;
    if (name !== '') {
      components.push({ kind: 'server', name, path: context.path });
      const twin = names.find((other) => other.toLowerCase() === name.toLowerCase().normalize('NFKC'));
      if (twin !== undefined)
        raised.push(
          raise(
            'shadowed-server',
            'warn',
            SUBJECTS.shadowing,
            `Has two servers that read alike: ${twin}`,
            placeOf(server),
          ),
        );
      names.push(name);
    }
    raised.push(...serverFindings(server, context));
  }
  return { components, raised };
};

function serverFindings(server: Node, context: Parameters<JsonLook>[2]): readonly Raised[] {
  const members = membersOf(server);
  const raised: Raised[] = [];
  const place = placeOf(server);
  const url = textOf(members.get('url')) ?? textOf(members.get('serverUrl'));
  if (url !== undefined) {
    if (/^(?:http|ws):\/\//i.test(url) && !PRIVATE_HOST.test(url.replace(/^ws/i, 'http')))
      raised.push(
        raise(
          'plain-http',
          'warn',
          leaking,
          'Talks to a server without encryption',
          placeOf(members.get('url') ?? server),
        ),
      );
    if (/^\w{2,5}:\/\/(?:\d{1,3}\.){3}\d{1,3}/.test(url) && !PRIVATE_HOST.test(url))
      raised.push(
        raise(
          'bare-address',
          'warn',
          leaking,
          'Talks to a bare address that names nobody',
          placeOf(members.get('url') ?? server),
        ),
      );
  }
  const command = textOf(members.get('command')) ?? '';
  const args = textsOf(members.get('args'));
  const base =
    command
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.(?:exe|cmd)$/i, '') ?? '';
  raised.push(...packageFindings(base, args, place, context.knownNames));
  const words = args.join(' ');
  if (/filesystem|file-?system|\bfs\b/i.test(words) && args.some((arg) => ROOTS.test(arg)))
    raised.push(raise('whole-disk', 'warn', openness, 'Gives a server the whole disk or home folder', place));
  if (
    /^(?:docker|podman|nerdctl)$/.test(base) &&
    /--privileged\b|(?:^|\s)(?:-v|--volume|--mount)[ =](?:type=bind,source=|src=)?["']?(?:\/:|~:|\$HOME:|\/,)|docker\.sock|--pid[ =]host/.test(
      words,
    )
  )
    raised.push(
      raise(
        'container-without-walls',
        'warn',
        openness,
        'Runs a container that reaches the whole machine',
        place,
      ),
    );
  if (/^(?:curl|wget|nc|ncat|mshta|rundll32|regsvr32)$/i.test(base))
    raised.push(
      raise('odd-server-command', 'warn', disguise, 'Starts a server with a program that is none', place),
    );
  if (
    /^(?:ba|z|da)?sh$|^cmd$|^powershell$|^pwsh$/i.test(base) &&
    /\b(?:curl|wget|iwr|irm|base64|nohup|nc)\b/.test(words)
  )
    raised.push(
      raise(
        'odd-server-command',
        'block',
        disguise,
        'Starts a server through a shell that downloads or decodes',
        place,
      ),
    );
  for (const [name, value] of membersOf(members.get('env'))) {
    const text = textOf(value) ?? '';
    if (PRELOADS.test(name) && /\.(?:so|dylib|js|cjs|mjs|py|sh)\b|--require|--import|^\//.test(text))
      raised.push(
        raise('preloads-code', 'warn', disguise, 'Has other code loaded into the server', placeOf(value)),
      );
    if (
      (name === 'NODE_TLS_REJECT_UNAUTHORIZED' && text === '0') ||
      (name === 'PYTHONHTTPSVERIFY' && text === '0')
    )
      raised.push(
        raise(
          'encryption-unchecked',
          'warn',
          guarding,
          'Turns off the check of whom it talks to',
          placeOf(value),
        ),
      );
  }
  for (const key of ['autoApprove', 'alwaysAllow']) {
    const allowed = textsOf(members.get(key));
    if (
      allowed.includes('*') ||
      allowed.some((tool) => /(?:exec|shell|command|bash|delete|drop)/i.test(tool))
    )
      raised.push(
        raise(
          'approves-itself',
          'warn',
          guarding,
          'Has dangerous tools approved beforehand',
          placeOf(members.get(key) ?? server),
        ),
      );
  }
  return raised;
}

function packageFindings(
  runner: string,
  args: readonly string[],
  place: { start: number; end: number },
  knownNames: Parameters<typeof findLookAlike>[2],
): readonly Raised[] {
  const registry = RUNNERS[runner];
  const spec = args.find((arg) => !NOT_A_PACKAGE.test(arg));
  if (registry === undefined || spec === undefined) return [];
  const [, name = spec, version] = /^(@?[^@=<>~[]{1,120})(?:@|==)?(.{0,40})$/.exec(spec) ?? [];
  const raised: Raised[] = [];
  const like = findLookAlike(registry, name, knownNames);
  if (like !== undefined)
    raised.push(
      raise(
        'look-alike-package',
        'block',
        looks,
        `Runs a package whose name looks like ${like.known}`,
        place,
      ),
    );
  if (/^(?:git\+)?http:\/\//.test(spec))
    raised.push(raise('package-over-http', 'warn', supply, 'Takes a package over an open connection', place));
  else if (version === undefined || !/^\d/.test(version))
    raised.push(
      raise('unpinned-package', 'note', supply, 'Runs whatever version of a package is newest', place),
    );
  return raised;
}
