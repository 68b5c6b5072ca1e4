import { type Field, isKnown, partOf } from '../field.ts';
import type { Frame, Place } from '../frame.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { newScope } from '../scope.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { useHost, usePath } from '../uses.ts';
import { readWords } from './flags.ts';
import { runWords } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, wordSet } from './program.ts';

const DOCKER_VALUES = wordSet(
  '-H --host -c --context --config -l --log-level --tlscacert --tlscert --tlskey',
);
const RUN_VALUES = wordSet(
  '-v --volume --mount -w --workdir -e --env --env-file -u --user --name -p --publish --network --net --entrypoint -h --hostname -l --label --label-file --add-host --cap-add --cap-drop --cidfile --cpus -c --cpu-shares --device --dns --gpus -m --memory --pid --ipc --uts --platform --restart --security-opt --shm-size --tmpfs --ulimit --volumes-from --runtime --pull -a --attach --log-driver --log-opt --detach-keys --annotation --health-cmd --index -f --file -t --tag --build-arg --target --secret --ssh --output -o --cache-from --progress --iidfile --format --since --until -n --tail --filter --project-name -q --password --username --password-stdin',
);

interface Mount {
  readonly inside: string;
  readonly outside: string;
}

/** Docker, podman, nerdctl: host folders that are mounted are used, and the container's paths are followed back to them. */
function readDocker({ frame, args, words, name }: Call): Stream {
  const [verb] = words.operands;
  if (!verb) return FROM_PROGRAM;
  const host = words.values.find(({ flag }) => flag === '-H' || flag === '--host')?.value.text;
  const remote = host === undefined ? undefined : /^(?:tcp|ssh|https?):\/\/(.*)$/.exec(host)?.[1];
  if (remote !== undefined) useHost(frame, remote, { scheme: 'docker' });
  let rest = args.slice(words.rest + 1);
  let action = verb.text;
  if (/^(?:container|image|compose|buildx)$/.test(action)) {
    const inner = readWords(rest, { valued: RUN_VALUES, stopAtOperand: true });
    action = inner.operands[0]?.text ?? action;
    for (const { flag, value } of inner.values)
      if (flag === '-f' || flag === '--file') usePath(frame, value, 'read');
    rest = rest.slice(inner.rest + 1);
  }
  if (action === 'run' || action === 'create') return readRun(frame, rest, name);
  if (action === 'exec') return readExec(frame, rest, name);
  const own = readWords(rest, { valued: RUN_VALUES });
  readOtherVerb(frame, action, own);
  return FROM_PROGRAM;
}

function readRun(frame: Frame, rest: readonly Field[], name: string): Stream {
  const own = readWords(rest, { valued: RUN_VALUES, stopAtOperand: true });
  const mounts: Mount[] = [];
  for (const { flag, value } of own.values) {
    if (flag === '-v' || flag === '--volume') addMount(frame, mounts, value, ...value.text.split(':'));
    else if (flag === '--mount') addMount(frame, mounts, value, ...readMountOption(value.text));
    else if (flag === '--env-file' || flag === '--label-file') usePath(frame, value, 'read');
    else if (flag === '--device') usePath(frame, partOf(value, value.text.split(':')[0] ?? ''), 'write');
    else if (flag === '--cidfile') usePath(frame, value, 'write');
  }
  const entry = own.values.find(({ flag }) => flag === '--entrypoint')?.value;
  const folder = own.values.find(({ flag }) => flag === '-w' || flag === '--workdir')?.value.text ?? '/';
  const words = [...(entry ? [entry] : []), ...own.operands.slice(1)];
  const place: Place = (path) => {
    const inner = mounts.find(
      ({ inside }) => path === inside || path.startsWith(inside === '/' ? '/' : `${inside}/`),
    );
    if (!inner) return undefined;
    const outside = inner.outside + path.slice(inner.inside.length);
    return frame.place ? frame.place(outside) : outside;
  };
  return runWords(frame, words, `${name} run`, {
    place,
    scope: newScope('/root', folder),
    elevated: frame.elevated,
  });
}

function readMountOption(text: string): readonly string[] {
  const options = new Map(
    text.split(',').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
  const from = options.get('source') ?? options.get('src') ?? '';
  const to = options.get('target') ?? options.get('destination') ?? options.get('dst') ?? '';
  const readOnly = options.has('readonly') || options.has('ro');
  return options.get('type') === 'volume' ? [] : [from, to, ...(readOnly ? ['ro'] : [])];
}

function addMount(frame: Frame, mounts: Mount[], given: Field, from?: string, to?: string, mode = ''): void {
  // A name without a slash is a volume of the engine, not a folder of this machine.
  if (!from || !to || !/^[/~.\ue000\ue001]/.test(from)) return;
  const field = partOf(given, from);
  usePath(frame, field, 'read', true);
  if (!/\bro\b|readonly/.test(mode)) usePath(frame, field, 'write', true);
  if (!isKnown(from)) return;
  const outside = resolveLexically(from, { home: frame.scope.home, cwd: frame.scope.folder }).path;
  mounts.push({ inside: to.replace(/(.)\/+$/, '$1'), outside: outside === '/' ? '' : outside });
}

function readExec(frame: Frame, rest: readonly Field[], name: string): Stream {
  const own = readWords(rest, { valued: RUN_VALUES, stopAtOperand: true });
  for (const { flag, value } of own.values) if (flag === '--env-file') usePath(frame, value, 'read');
  return runWords(frame, own.operands.slice(1), `${name} exec`, { place: () => undefined });
}

function readOtherVerb(frame: Frame, verb: string, own: ReturnType<typeof readWords>): void {
  const [first, second] = own.operands;
  if (verb === 'cp') {
    // `name:/path` is the container's.
    if (first && !/^[\w.-]+:/.test(first.text)) usePath(frame, first, 'read', true);
    if (second && !/^[\w.-]+:/.test(second.text)) usePath(frame, second, 'write', true);
  } else if (verb === 'build') {
    if (first) usePath(frame, first, 'read', true);
    for (const { flag, value } of own.values) {
      if (flag === '-f' || flag === '--file' || flag === '--iidfile') usePath(frame, value, 'read');
      const secret = flag === '--secret' ? /(?:src|source)=([^,]+)/.exec(value.text)?.[1] : undefined;
      if (secret !== undefined) usePath(frame, partOf(value, secret), 'read');
    }
  } else if (verb === 'save' || verb === 'export' || verb === 'load' || verb === 'import') {
    for (const { flag, value } of own.values) {
      if (flag === '-o' || flag === '--output') usePath(frame, value, 'write');
    }
    if (verb === 'import' && first) usePath(frame, first, 'read');
  } else if (verb === 'push' || verb === 'pull' || verb === 'login') {
    const registry = /^([^/]+\.[^/]+|localhost(?::\d+)?)(?:\/|$)/.exec(first?.text ?? '')?.[1] ?? 'docker.io';
    useHost(frame, registry, { scheme: 'https', direction: verb === 'pull' ? 'receive' : 'send' });
  } else if (verb === 'up' || verb === 'config') {
    for (const { flag, value } of own.values) if (flag === '-f') usePath(frame, value, 'read');
  }
}

const KUBECTL_VALUES = wordSet(
  '-n --namespace --context --kubeconfig -f --filename -k --kustomize --from-file --from-env-file -c --container -o --output -l --selector --token --server -s --certificate-authority --client-key --client-certificate --cert --key --image --overrides --type -p --patch --patch-file',
);
const KUBECTL_READS = wordSet(
  '--kubeconfig -f --filename -k --kustomize --from-file --from-env-file --certificate-authority --client-key --client-certificate --cert --key --patch-file',
);

function readKubectl({ frame, args, words, name }: Call): Stream {
  for (const { flag, value } of words.values) {
    if (KUBECTL_READS.has(flag)) {
      const file = flag === '--from-file' ? value.text.replace(/^[^=]*=/, '') : value.text;
      if (!file.includes('://')) usePath(frame, partOf(value, file), 'read');
      else useHost(frame, file.replace(/^\w+:\/\//, '').split('/')[0] ?? '', { direction: 'receive' });
    }
    if (flag === '--server' || flag === '-s')
      useHost(frame, value.text.replace(/^\w+:\/\//, '').split('/')[0] ?? '', { scheme: 'https' });
  }
  const [verb, first, second] = words.operands;
  if (verb?.text === 'cp') {
    if (first && !first.text.includes(':')) usePath(frame, first, 'read', true);
    if (second && !second.text.includes(':')) usePath(frame, second, 'write', true);
  }
  const dashes = args.findIndex((field) => field.text === '--');
  const starts = verb?.text === 'exec' || verb?.text === 'run' || verb?.text === 'debug';
  if (starts && dashes >= 0)
    return runWords(frame, args.slice(dashes + 1), `${name} ${verb.text}`, { place: () => undefined });
  if (starts && hasFlag(words, '--command')) return FROM_PROGRAM;
  return FROM_PROGRAM;
}

export const CONTAINERS: [string, Program][] = programsByName<Program>({
  'docker podman nerdctl docker-compose podman-compose buildah finch': {
    rules: { valued: DOCKER_VALUES, stopAtOperand: true },
    hasSubcommands: true,
    verbRules: (verb) => ({
      valued: RUN_VALUES,
      stopAtOperand: /^(?:run|exec|create|container)$/.test(verb),
    }),
    read: readDocker,
  },
  'kubectl oc k3s microk8s kubecolor': {
    rules: { valued: KUBECTL_VALUES },
    hasSubcommands: true,
    read: readKubectl,
  },
});
