/**
 * What hostile code tries against the guard of a managed machine, as the agent's user and with no client in between.
 * Each says `WON` when it got what it wanted. The flow runs every one as that user, where none may win, and then as
 * root, where each must: an attack that can't succeed at all would prove nothing.
 *
 * `{device}`, `{supervisor}` and `{store}` are process numbers, `{service}` the service's control group, `{program}`
 * root's copy of the program, `{cli}` the command, `{port}` the hook port and `{console}` the console's.
 */
export type LocalAttack = {
  readonly family: 'kill' | 'rewrite' | 'trace' | 'read a key' | 'take the port';
  readonly command: string;
  /** Why root does not win with it either. */
  readonly notEvenRoot?: string;
};

const all = (
  family: LocalAttack['family'],
  commands: readonly string[],
  rest: Pick<LocalAttack, 'notEvenRoot'> = {},
): readonly LocalAttack[] => commands.map((command) => ({ family, command, ...rest }));

const python = (text: string): string => `python3 -c "${text}"`;
const STATE = '/var/lib/sallyport';
const TRACE = 'import ctypes, os; libc = ctypes.CDLL(None, use_errno=True)';

export const LOCAL_ATTACKS: readonly LocalAttack[] = [
  ...all('kill', [
    'kill -0 {device} && echo WON',
    'kill -CONT {supervisor} && echo WON',
    'kill -USR1 {store} && echo WON',
    'kill -STOP {device} && kill -CONT {device} && echo WON',
    `node -e 'process._debugProcess({device}); console.log("WON")'`,
    python(`import os, signal; signal.pidfd_send_signal(os.pidfd_open({device}), 18); print('WON')`),
    'echo 100 >/proc/{device}/oom_score_adj && echo WON',
    'renice -n 1 -p {device} && echo WON',
    'taskset -p 1 {device} && echo WON',
    'echo 1 >{service}/cgroup.freeze && echo 0 >{service}/cgroup.freeze && echo WON',
    'echo $$ >{service}/cgroup.procs && echo WON',
    'systemctl set-property --runtime sallyport.service CPUWeight=1 && echo WON',
    'systemctl set-environment NODE_OPTIONS=--no-warnings && systemctl unset-environment NODE_OPTIONS && echo WON',
    'pkill -KILL -u sallyport && echo WON',
    'kill -KILL {device} && echo WON',
    'echo 1 >{service}/cgroup.kill && echo WON',
    'systemctl kill --signal=KILL sallyport.service && echo WON',
    'systemctl restart sallyport.service && echo WON',
    'systemctl stop sallyport.service && echo WON',
    'systemctl disable sallyport.service && echo WON',
    'systemctl mask --runtime sallyport.service && echo WON',
  ]),
  ...all('kill', ['kill -KILL -1'], {
    notEvenRoot: 'it would end everything on the machine; what it leaves alive here tells',
  }),
  ...all('kill', ['{cli} down && echo WON', '{cli} up && echo WON'], {
    notEvenRoot: 'the service manager alone starts and stops the guard, and the command says so',
  }),
  ...all('trace', [
    'timeout 2 strace -o /dev/null -p {device} 2>&1 | grep -q attached && echo WON',
    python(`${TRACE}; print('WON' if libc.ptrace(0x4206, {device}, 0, 0) == 0 else 'no')`),
    python(
      `${TRACE}; b = ctypes.create_string_buffer(8); import re; a = int(open('/proc/{device}/maps').read().split('-')[0], 16); f = open('/proc/{device}/mem', 'rb'); f.seek(a); print('WON' if f.read(4) else 'no')`,
    ),
    `exec 3>/proc/{device}/mem && echo WON`,
    'cat /proc/{device}/environ >/dev/null && echo WON',
    'cat /proc/{store}/maps >/dev/null && echo WON',
    'ls /proc/{device}/fd/ >/dev/null && echo WON',
    'ls /proc/{device}/root/ >/dev/null && echo WON',
    'cat /proc/{device}/stack /proc/{device}/syscall /proc/{device}/auxv >/dev/null && echo WON',
    'nsenter --target {device} --mount true && echo WON',
    // pidfd_getfd
    python(
      `${TRACE}; import os; fd = os.pidfd_open({device}); print('WON' if libc.syscall(438, fd, 0, 0) >= 0 else 'no')`,
    ),
  ]),
  ...all('read a key', [
    `ls ${STATE} && echo WON`,
    `cat ${STATE}/secrets/device-key.pem && echo WON`,
    `cat ${STATE}/secrets/api-token && echo WON`,
    `cat ${STATE}/secrets/hook-token && echo WON`,
    `cat ${STATE}/control-plane/keys/policy-signing.pem && echo WON`,
    `cp -r ${STATE}/secrets /tmp/loot-$$ && rm -r /tmp/loot-$$ && echo WON`,
    `ln ${STATE}/secrets/device-key.pem ${STATE}/other-name && rm ${STATE}/other-name && echo WON`,
    `cat /proc/{device}/root${STATE}/secrets/device-key.pem && echo WON`,
    `cat /proc/{device}/cwd/../${STATE}/secrets/device-key.pem && echo WON`,
    `tail -c 100 ${STATE}/spool/evidence-* && echo WON`,
    `cat ${STATE}/log/device.log >/dev/null && echo WON`,
    'cat /etc/sallyport/install/claude-code-managed.json >/dev/null && echo WON',
    '{cli} evidence tail && echo WON',
    '{cli} console && echo WON',
  ]),
  ...all(
    'read a key',
    [
      'for each in /proc/[0-9]*/cmdline; do tr "\\0" " " <$each; done 2>/dev/null | grep -aE "[#]token=|[P]RIVATE KEY" && echo WON',
      'curl -sf http://localhost:{console}/api/v1/activity && echo WON',
      'curl -sf -H "Authorization: Bearer $(printf %064d 0)" http://localhost:{console}/api/v1/activity && echo WON',
    ],
    { notEvenRoot: 'there is nothing to be had on that way for anybody' },
  ),
  ...all('take the port', [
    'echo 80 >/proc/sys/net/ipv4/ip_unprivileged_port_start && echo 1024 >/proc/sys/net/ipv4/ip_unprivileged_port_start && echo WON',
    `rm ${STATE}/run/hook.sock && echo WON`,
    'curl -sf -X POST --unix-socket /run/sallyport/2002.sock http://localhost/hook/Probe && echo WON',
    'mv /run/sallyport/2001.sock /run/sallyport/mine && mv /run/sallyport/mine /run/sallyport/2001.sock && echo WON',
    'mv /run/sallyport /run/mine && mv /run/mine /run/sallyport && echo WON',
    python(
      "import socket; s = socket.socket(1); s.bind('/run/sallyport/0000.sock'); s.listen(); print('WON'); import os; os.unlink('/run/sallyport/0000.sock')",
    ),
    'chmod 666 /run/sallyport/2002.sock && chmod 600 /run/sallyport/2002.sock && echo WON',
    `mv ${STATE}/run ${STATE}/run-2 && mv ${STATE}/run-2 ${STATE}/run && echo WON`,
    'systemctl stop sallyport.socket && echo WON',
    python(
      "import socket; s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(('127.0.0.2', {port})); s.listen(); print('WON')",
    ),
  ]),
  ...all(
    'take the port',
    [
      ...['127.0.0.1', '0.0.0.0'].map((address) =>
        python(
          `import socket; s = socket.socket(); s.setsockopt(1, 2, 1); s.setsockopt(1, 15, 1); s.bind(('${address}', {port})); s.listen(); print('WON')`,
        ),
      ),
      python(
        "import socket; s = socket.socket(); s.setsockopt(1, 15, 1); s.bind(('127.0.0.1', {console})); s.listen(); print('WON')",
      ),
    ],
    { notEvenRoot: 'the service manager listens there' },
  ),
  ...all('rewrite', [
    'echo "exit 0" >>/etc/sallyport/hook.sh && echo WON',
    'chmod a-x /etc/sallyport/hook.sh && echo WON',
    'ln -sf /bin/true /etc/sallyport/other && ln -f /etc/sallyport/machine.json /etc/sallyport/third && echo WON',
    'echo " " >>/etc/sallyport/machine.json && echo WON',
    'echo "// " >>{program}/bundle/sallyport.mjs && echo WON',
    'touch {program}/bundle/policies/individual/extra.yaml && echo WON',
    'cp /bin/true {program}/node-2 && mv {program}/node-2 {program}/other && echo WON',
    'echo "#" >>/etc/systemd/system/sallyport.service && echo WON',
    'echo "#" >>/etc/systemd/system/sallyport.socket && echo WON',
    'mkdir -p /etc/systemd/system/sallyport.service.d && echo WON',
    'mkdir -p /run/systemd/system/sallyport.service.d && echo WON',
    'echo " " >>/etc/claude-code/managed-settings.d/50-sallyport.json && echo WON',
    'echo "{}" >/etc/claude-code/managed-settings.d/99-mine.json && echo WON',
    'echo "{}" >/etc/claude-code/managed-settings.json && echo WON',
    'mv /etc/claude-code /etc/claude-code-2 && mv /etc/claude-code-2 /etc/claude-code && echo WON',
    'mv /etc/sallyport /etc/sallyport-2 && mv /etc/sallyport-2 /etc/sallyport && echo WON',
    'mount --bind /tmp /etc/sallyport && umount /etc/sallyport && echo WON',
    'touch /etc/ld.so.preload && rm /etc/ld.so.preload && echo WON',
    `echo "{}" >${STATE}/policy/bundle.json && echo WON`,
    `rm ${STATE}/policy/trust.json && echo WON`,
    `for each in ${STATE}/spool/*; do truncate -s 0 "$each" || exit; done; echo WON`,
    `rm -r ${STATE}/spool && echo WON`,
    '{cli} uninstall claude-code --managed && echo WON',
  ]),
];
