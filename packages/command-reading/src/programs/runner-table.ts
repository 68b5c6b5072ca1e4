import { programsByName } from './program.ts';

export interface Runner {
  /** `exec`, `tool/run`: one of these orders; none: it always starts something. */
  readonly verbs?: string;
  /** Its own flags with a value, wherever they stand before the program. */
  readonly valued?: string;
  /** Flags whose value is text of a shell. */
  readonly text?: string;
  /** Operands before the program: `direnv exec DIR cmd`. */
  readonly skips?: number;
  /** What the last of those must be: `salt TARGET cmd.run CODE`. */
  readonly onlyAfter?: string;
  /** The program stands right behind one of these words (`--`, `-c`), or nothing is started. */
  readonly after?: string;
  /** The flag that names the program; its words stand behind the first operand. */
  readonly program?: string;
  /** What the words after its own are, where they are not simply a program and its words. */
  readonly starts?: 'package' | 'python' | 'shell' | 'flake' | 'text-only';
  /** On another machine, or in a container: no path of it is this machine's. */
  readonly elsewhere?: true;
}

/** One line for each family of runners. A name may have several lines; the first that fits says what is started. */

const NPM = '-p --package -w --workspace --userconfig --registry --cache --prefix --loglevel -C --dir --filter -F --cwd'; // prettier-ignore
const UV = '--with --with-editable --with-requirements --python -p --extra --group --project --directory --env-file --index --index-url --default-index --extra-index-url --from --package --only-group --cache-dir --config-file'; // prettier-ignore
const CONDA = '-n --name -p --prefix --cwd';
const KEEPER = '-e -f -c -p --project --config --env --env-file --profile --region --duration --path --scope --prefix -t --token --account --command-timeout'; // prettier-ignore

export const RUNNERS: readonly (readonly [name: string, runners: readonly Runner[]])[] = programsByName<
  readonly Runner[]
>({
  // Of JavaScript packages
  'npx pnpx bunx': [{ valued: NPM, text: '-c --call', starts: 'package' }],
  npm: [{ verbs: 'exec x', valued: NPM, text: '-c --call', starts: 'package' }],
  'pnpm yarn bun': [
    { verbs: 'exec x dlx workspaces/exec', valued: NPM, starts: 'package' },
    { verbs: 'workspaces/foreach', valued: '--from --include --exclude -j --jobs', skips: 1 },
    { verbs: 'workspace', valued: NPM, skips: 2 },
  ],
  'nx lerna turbo rush': [{ verbs: 'exec', after: '--' }],
  'cross-env': [{ starts: 'shell' }],
  'cross-env-shell': [{ starts: 'shell' }],
  'env-cmd': [{ valued: '-f --file -e --environments -r --rc-file' }],
  'volta fnm nvm': [{ verbs: 'run exec', valued: '--node --npm --yarn --using', starts: 'package' }],

  // Of Python
  uv: [
    { verbs: 'tool/run', valued: UV, starts: 'package' },
    { verbs: 'run', valued: UV, starts: 'python' },
  ],
  uvx: [{ valued: UV, starts: 'package' }],
  pipx: [{ verbs: 'run', valued: '--spec --python --pip-args --index-url', starts: 'package' }],
  'poetry pipenv rye pdm pixi': [
    {
      verbs: 'run',
      valued: '-C --directory -P --project -p -e --environment --manifest-path',
      starts: 'python',
    },
  ],
  hatch: [{ verbs: 'run env/run', valued: '-e --env -p --project', starts: 'python' }],
  'conda mamba micromamba': [{ verbs: 'run', valued: CONDA, starts: 'python' }],

  // Of other languages, and of versions of tools
  bundle: [{ verbs: 'exec', valued: '--gemfile' }],
  'rbenv pyenv nodenv goenv asdf': [{ verbs: 'exec' }],
  rustup: [{ verbs: 'run', skips: 1 }],
  'mise rtx': [
    { verbs: 'exec x', after: '--' },
    { verbs: 'exec x', valued: '-C --cd -j --jobs', text: '-c --command' },
  ],
  direnv: [{ verbs: 'exec', skips: 1 }],
  'nix-shell': [
    { valued: '-p --packages -I --arg --argstr -A --attr', text: '--run --command', starts: 'text-only' },
  ],
  nix: [
    { verbs: 'run', valued: '--inputs-from -f --file', starts: 'flake' },
    { verbs: 'develop shell', after: '-c --command' },
  ],
  guix: [{ verbs: 'shell environment', after: '--' }],
  'devbox devenv flox': [{ verbs: 'run shell activate', after: '-- -c --command' }],

  // That lend secrets and settings
  op: [{ verbs: 'run', valued: KEEPER }],
  'doppler infisical teller railway phase': [{ verbs: 'run', valued: KEEPER, text: '--command' }],
  'aws-vault chamber saml2aws vault berglas granted': [
    { verbs: 'exec run', after: '--' },
    { verbs: 'exec run', valued: KEEPER, skips: 1 },
  ],
  sops: [{ verbs: 'exec-env exec-file', skips: 1, starts: 'shell' }],
  'dotenv dotenvx': [{ verbs: 'run', valued: KEEPER }, { valued: KEEPER }],
  envdir: [{ skips: 1 }],
  'envconsul summon': [{ valued: `${KEEPER} -D -secret -prefix` }],

  // That change how a program runs here
  'xvfb-run': [{ valued: '-e -f -n -p -s -w --server-num --server-args --error-file --wait' }],
  'proot fakechroot': [{ valued: '-r -b -w -k -q -R -S -m --rootfs --bind --pwd --cwd --mount' }],
  bwrap: [
    { after: '--' },
    {
      valued:
        '--dev --proc --tmpfs --dir --chdir --uid --gid --hostname --cap-add --cap-drop --unsetenv --args',
    },
  ],
  faketime: [{ valued: '-p', skips: 1 }],
  rlwrap: [{ valued: '-b -f -H -s -p -P -C -D -e -g -l -m -q -S -t -w -z' }],
  'trickle retry tsp nq pv-run ts-run chpst softlimit': [{ valued: '-d -u -w -l -t -m -x -s -n' }],
  sg: [{ skips: 1, text: '-c', starts: 'shell' }],
  'flatpak-spawn host-spawn distrobox-host-exec': [{ valued: '--env --directory' }],
  'toolbox distrobox': [
    { verbs: 'run enter', after: '--' },
    { verbs: 'run enter', valued: '-c --container -d --distro -n --name -r --release' },
  ],
  'distrobox-enter': [{ after: '--' }],
  'singularity apptainer': [{ verbs: 'exec', valued: '-B --bind --pwd -H --home --env', skips: 1 }],
  wsl: [{ after: '-e --exec --' }, { valued: '-d --distribution -u --user --cd --shell-type' }],
  cargo: [{ verbs: 'watch', valued: '-w -i -x -d', text: '-s --shell', starts: 'text-only' }],

  flatpak: [{ verbs: 'run', valued: '--branch --arch --env --filesystem', program: '--command' }],

  // On another machine, or in a container
  salt: [{ valued: '-t --timeout -b -c', skips: 2, onlyAfter: 'cmd.run', starts: 'shell', elsewhere: true }],
  aws: [
    {
      verbs: 'ssm/send-command',
      valued: '--profile --region',
      text: '--parameters',
      starts: 'text-only',
      elsewhere: true,
    },
    {
      verbs: 'ecs/execute-command',
      valued: '--profile --region',
      text: '--command',
      starts: 'text-only',
      elsewhere: true,
    },
  ],
  heroku: [{ verbs: 'run run:detached', valued: '-a --app -r --remote -s --size -e --env', elsewhere: true }],
  'fly flyctl': [
    { verbs: 'ssh/console', valued: '-a --app', text: '-C --command', starts: 'text-only', elsewhere: true },
  ],
  vagrant: [{ verbs: 'ssh', text: '-c --command', starts: 'text-only', elsewhere: true }],
  'lxc incus': [
    { verbs: 'exec', after: '--', elsewhere: true },
    { verbs: 'exec', valued: '--env --cwd --user --group --mode', skips: 1, elsewhere: true },
  ],
  machinectl: [{ verbs: 'shell', valued: '-E --setenv --uid', skips: 1, elsewhere: true }],
  'multipass limactl': [
    { verbs: 'exec shell', after: '--', elsewhere: true },
    { verbs: 'exec shell', valued: '--workdir', skips: 1, elsewhere: true },
  ],
  'colima lima': [{ after: '--', elsewhere: true }],
  gcloud: [
    {
      verbs: 'compute/ssh',
      valued: '--zone --project',
      text: '--command',
      starts: 'text-only',
      elsewhere: true,
    },
  ],
  az: [
    {
      valued: '-g -n --name --resource-group --command-id',
      text: '--scripts',
      starts: 'text-only',
      elsewhere: true,
    },
  ],
  eb: [{ verbs: 'ssh', text: '-c --command', starts: 'text-only', elsewhere: true }],
  cf: [{ verbs: 'ssh', text: '-c --command', starts: 'text-only', elsewhere: true }],
  gh: [{ verbs: 'codespace/ssh cs/ssh', after: '--', elsewhere: true }],
  'tsh tailscale': [
    { verbs: 'ssh', valued: '-l -p --login --proxy', skips: 1, starts: 'shell', elsewhere: true },
  ],
  'ansible ansible-console': [
    {
      valued: '-m --module-name -i --inventory -u -l -e -f',
      text: '-a --args',
      starts: 'text-only',
      elsewhere: true,
    },
  ],
  'pssh parallel-ssh pdsh clush dsh': [
    {
      valued: '-h -H -l -p -t -o -e -A -x -w -g --hosts --host --user --timeout',
      starts: 'shell',
      elsewhere: true,
    },
  ],
  adb: [{ verbs: 'shell', valued: '-s -t -H -P', starts: 'shell', elsewhere: true }],
  'crictl nomad': [{ verbs: 'exec alloc/exec', valued: '-task -job', skips: 1, elsewhere: true }],
  'devcontainer ddev': [
    { verbs: 'exec', valued: '--workspace-folder --container-id -s -d', elsewhere: true },
  ],
});
