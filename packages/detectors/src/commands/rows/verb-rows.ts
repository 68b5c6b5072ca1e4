import type { CommandRow } from '../command-row.ts';

/** Names whose second word is a thing, a text or another program and no order. */
const NOT_VERBS =
  /^(?:sudo|doas|env|time|timeout|nohup|xargs|watch|ssh|mosh|sh|bash|zsh|dash|fish|echo|printf|cat|grep|egrep|rg|ag|ack|sed|awk|jq|yq|git|man|tldr|which|type|command|builtin|apropos|whatis|info|help|ls|cd|mkdir|touch|cp|mv|rm|vim?|nvim|nano|emacs|code|less|more|tail|head|test|\[+|if|export|set|alias|read|declare|local|find|fd|tar|zip|docker|podman|kubectl|make|just|task|npm|npx|pnpm|yarn|bun|bunx|node|python[\d.]*|pip3?|ruby|bundle|gem|cargo|go|rustup|brew|apt|apt-get|dnf|yum|pacman|systemctl|su|jobs|dirs|complete|trap|tmux|screen|zellij|todo|task|todo\.sh|taskwarrior|timew|jrnl|nb|memo|note|notes|wezterm|kitty|i3-msg|swaymsg|bspc|xdotool|hyprctl|adb|conda|mamba|poetry|uv|pipx|nvm|fnm|asdf|mise|rbenv|pyenv|sdk|ollama|flatpak|snap|guix|rails|rake|artisan|composer|mix|nx|turbo|lerna|ng|vue|expo|cordova|ionic|flutter|dart|pub|dotnet|xcrun|simctl|sysctl|ip|nmcli|iw|bluetoothctl|ufw|iptables|route|arp|tc|ipset|hg|svn|jj|bzr|fossil|gh|crontab|history|expr|seq|tr|cut|sort|uniq|wc|diff|patch|ffmpeg|convert|magick|gpg2?|openssl|pass|mpc|playerctl|gsettings|dconf|defaults|wine|winetricks|reg|yabai|skills?|tmuxinator|compgen|pkcon|cobra|rpm-ostree|toolbox|distrobox|buku|khal|ledger|abook|newsboat|notmuch|msgattrib|transmission-remote|aria2c|tag|svcadm|wp|sfdk|update-rc\.d|update-alternatives|a2\w+)$/;

/** What they take away they can install again. */
const PACKAGES =
  /^(?:aptitude|nala|zypper|emerge|apk|pkg|port|choco|winget|scoop|xbps-\w+|eopkg|swupd|urpme|pkcon|tlmgr|opam|luarocks|cabal|stack|cpan|helm|vcpkg|spack|krew|code-insiders|flatpak-\w+|dnf5|microdnf|tdnf|paru|yay|pamac|aurman|aura|trizen|pip\d?[\d.]*|easy_install|rpm|rustup|volta|n|sdkman|ghcup|juliaup|pixi|micromamba)$/;

/** `destroy`, `db:reset`, `drop-all`, with what tells one script from another around it. */
const SCRIPT_NAME =
  /(?:^|[-_:/])(?:destroy|nuke|wipe|teardown|tear-down|drop[-_:]?(?:db|database|all|tables?|schema)|(?:db|database)[-_:](?:drop|wipe|purge|nuke|reset|destroy)|reset[-_:](?:db|database|prod)|purge[-_:](?:db|data|all|prod))(?:$|[-_:](?:all|db|prod|production|staging|dev|data|everything|infra|cluster|env|force)\b|\.(?:sh|py|js|mjs|ts|rb|pl)$)/i;

const SOME_VERB =
  'delete destroy purge terminate nuke wipe erase obliterate annihilate decommission teardown drop-database deprovision delete-* destroy-* terminate-* purge-* wipe-* erase-* drop-* delete_* destroy_* *:destroy *:delete *:purge *:wipe *:drop *_delete unprovision force-delete remove-all delete-all deleteall purgeall';

/** An order to destroy given to a program that no other row knows: the word itself is the warning. */
export const VERB_ROWS: readonly CommandRow[] = [
  {
    capability: 'destroys-remote',
    object: 'by-name-of-the-order',
    tier: 'serious',
    programs: '*',
    words: [SOME_VERB],
    test: ({ name, operands }) =>
      !NOT_VERBS.test(name) &&
      /^[\w.@:-]{2,40}$/.test(name) &&
      operands
        .slice(0, 4)
        .some((word) =>
          /^(?:[a-z]{1,24}[-_:]){0,3}(?:delete|destroy|purge|terminate|nuke|wipe|erase|obliterate|annihilate|decommission|teardown|deprovision|unprovision|deleteall|purgeall|drop|all)(?:[-_:][a-z]{1,24}){0,3}$/i.test(
            word,
          ),
        ),
    why: 'orders a program to destroy something',
    finds: ['acmectl cluster destroy prod', 'mycloud instances terminate i-1', 'shopcli store:delete main'],
    leaves: ['acmectl cluster list', 'echo delete me', 'git delete-merged-branches', 'vim delete'],
  },
  {
    capability: 'destroys-remote',
    object: 'by-forced-order',
    tier: 'serious',
    programs: '*',
    words: ['remove rm reset clear flush revoke unregister uninstall prune rollback'],
    flags: [
      '--force -f --yes -y --all --confirm --purge --no-confirm --skip-confirmation --assume-yes --auto-approve',
    ],
    test: ({ name, operands }) =>
      !NOT_VERBS.test(name) &&
      !PACKAGES.test(name) &&
      /^[\w.@:-]{2,40}$/.test(name) &&
      operands
        .slice(0, 3)
        .some((word) =>
          /^(?:remove|rm|reset|clear|flush|revoke|unregister|uninstall|prune|rollback)$/.test(word),
        ),
    why: 'orders a program to take something away, and not to ask',
    finds: ['acmectl volume rm --force data', 'mycloud project remove shop --yes'],
    leaves: ['acmectl volume rm data', 'echo rm --force', 'apt-get remove -y nginx'],
  },
  {
    capability: 'destroys-remote',
    object: 'by-name-of-the-script',
    tier: 'serious',
    programs: 'make gmake npm pnpm yarn bun just task rake nx turbo invoke inv fab mage bash sh zsh source',
    test: ({ operands, flags }) =>
      !flags.has('-c') && operands.slice(0, 3).some((word) => SCRIPT_NAME.test(word.slice(0, 128))),
    why: 'runs a script of the project whose name says that it destroys',
    finds: ['make destroy', 'npm run db:reset', 'yarn nuke', 'just drop-db', 'bash scripts/wipe-prod.sh'],
    leaves: [
      'make clean',
      'npm run build',
      'npm run purgecss',
      'bash scripts/drop-in.sh',
      'npm install nuke-build',
    ],
  },
  {
    capability: 'destroys-remote',
    object: 'by-name-of-the-script',
    tier: 'serious',
    programs: '*',
    test: ({ name, use }) => use.given.includes('/') && SCRIPT_NAME.test(name.slice(0, 128)),
    why: 'runs a script whose name says that it destroys',
    finds: ['./scripts/destroy-prod.sh', 'bin/wipe_all'],
    leaves: ['./scripts/deploy.sh', './gradlew build'],
  },
];
