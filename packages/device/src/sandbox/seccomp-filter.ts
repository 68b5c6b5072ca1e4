/**
 * The system calls that a sandboxed command does not get, as a classic BPF program for `bwrap --seccomp`. Mounts and
 * namespaces hide files and networks; what they leave open is closed here: sockets of the host that stand in the file
 * system (a read-only mount does not stop `connect`), keystrokes pushed into a terminal, keyrings, and every way to get
 * new namespaces or look into other processes. Numbers are those of the kernel's tables for each architecture.
 */
type Numbers = {
  /** AUDIT_ARCH of <linux/audit.h>. */
  readonly arch: number;
  /** First number of another calling convention with other numbers, where the architecture has one (x32). */
  readonly otherConvention?: number;
  readonly socket: number;
  readonly socketpair: number;
  readonly ioctl: number;
  readonly clone: number;
  readonly refused: readonly number[];
};

/** The same number on both: calls that came after 5.0. */
const REFUSED_EVERYWHERE = {
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  pidfd_getfd: 438,
  process_madvise: 440,
  mount_setattr: 442,
} as const;
/** Answered as if the kernel did not know them, so that programs take the older way, which is looked at. */
const UNKNOWN_EVERYWHERE = {
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  clone3: 435,
} as const;

const REFUSED_X64 = {
  ptrace: 101,
  pivot_root: 155,
  chroot: 161,
  mount: 165,
  umount2: 166,
  add_key: 248,
  request_key: 249,
  keyctl: 250,
  unshare: 272,
  perf_event_open: 298,
  open_by_handle_at: 304,
  setns: 308,
  process_vm_readv: 310,
  process_vm_writev: 311,
  bpf: 321,
  userfaultfd: 323,
} as const;
const REFUSED_ARM64 = {
  umount2: 39,
  mount: 40,
  pivot_root: 41,
  chroot: 51,
  unshare: 97,
  ptrace: 117,
  add_key: 217,
  request_key: 218,
  keyctl: 219,
  perf_event_open: 241,
  open_by_handle_at: 265,
  setns: 268,
  process_vm_readv: 270,
  process_vm_writev: 271,
  bpf: 280,
  userfaultfd: 282,
} as const;

const NUMBERS: Readonly<Record<string, Numbers>> = {
  x64: {
    arch: 0xc000003e,
    otherConvention: 0x40000000,
    ioctl: 16,
    socket: 41,
    socketpair: 53,
    clone: 56,
    refused: Object.values(REFUSED_X64),
  },
  arm64: {
    arch: 0xc00000b7,
    ioctl: 29,
    socket: 198,
    socketpair: 199,
    clone: 220,
    refused: Object.values(REFUSED_ARM64),
  },
};

const [AF_INET, AF_INET6, AF_NETLINK] = [2, 10, 16];
const [SOCK_STREAM, SOCK_SEQPACKET] = [1, 5];
const SOCK_TYPE_MASK = 0xf;
const [TIOCSTI, TIOCLINUX] = [0x5412, 0x541c];
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; a new time can only be had by clone3 and unshare. */
const NEW_NAMESPACES = 0x7e020000;

const [EPERM, ENOSYS] = [1, 38];
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const refuse = (errno: number): number => 0x00050000 | errno;

/** Offsets into `struct seccomp_data`; of an argument the lower half, which is all that these calls read. */
const NUMBER_AT = 0;
const ARCH_AT = 4;
const argumentAt = (index: number): number => 16 + index * 8;

const LOAD = 0x20;
const AND = 0x54;
const RETURN = 0x06;
const JUMP_IF = { equal: 0x15, atLeast: 0x35, anyBit: 0x45 } as const;

type Instruction = { code: number; ifTrue: number; ifFalse: number; value: number };
const op = (code: number, value: number): Instruction => ({ code, ifTrue: 0, ifFalse: 0, value });
const jump = (test: keyof typeof JUMP_IF, value: number, ifTrue: number, ifFalse: number): Instruction => ({
  code: JUMP_IF[test],
  ifTrue,
  ifFalse,
  value,
});
/** Returns `answer` when the value just loaded meets the test; goes on otherwise. */
const when = (test: keyof typeof JUMP_IF, value: number, answer: number): Instruction[] => [
  jump(test, value, 0, 1),
  op(RETURN, answer),
];
/** Runs `body`, which always returns, when the number just loaded is this one. */
const ofCall = (number: number, body: readonly Instruction[]): Instruction[] => [
  jump('equal', number, 0, body.length),
  ...body,
];

/** Undefined on an architecture whose numbers nobody has written down: there is no sandbox there. */
export function seccompFilter(architecture: string): Buffer | undefined {
  const numbers = Object.hasOwn(NUMBERS, architecture) ? NUMBERS[architecture] : undefined;
  return numbers === undefined ? undefined : assemble(programFor(numbers));
}

const programFor = ({
  arch,
  otherConvention,
  socket,
  socketpair,
  ioctl,
  clone,
  refused,
}: Numbers): Instruction[] => [
  op(LOAD, ARCH_AT),
  jump('equal', arch, 1, 0),
  // A program of another architecture counts its calls otherwise.
  op(RETURN, KILL),
  op(LOAD, NUMBER_AT),
  ...(otherConvention === undefined ? [] : when('atLeast', otherConvention, KILL)),
  ...[...refused, ...Object.values(REFUSED_EVERYWHERE)].flatMap((number) =>
    when('equal', number, refuse(EPERM)),
  ),
  ...Object.values(UNKNOWN_EVERYWHERE).flatMap((number) => when('equal', number, refuse(ENOSYS))),
  ...ofCall(socket, [
    op(LOAD, argumentAt(0)),
    ...when('equal', AF_INET, ALLOW),
    ...when('equal', AF_INET6, ALLOW),
    ...when('equal', AF_NETLINK, ALLOW),
    op(RETURN, refuse(EPERM)),
  ]),
  // A pair is connected to itself and nothing else; but a datagram names its receiver each time, and the kernel
  // makes datagrams of raw ones too.
  ...ofCall(socketpair, [
    op(LOAD, argumentAt(1)),
    op(AND, SOCK_TYPE_MASK),
    ...when('equal', SOCK_STREAM, ALLOW),
    ...when('equal', SOCK_SEQPACKET, ALLOW),
    op(RETURN, refuse(EPERM)),
  ]),
  ...ofCall(ioctl, [
    op(LOAD, argumentAt(1)),
    ...when('equal', TIOCSTI, refuse(EPERM)),
    ...when('equal', TIOCLINUX, refuse(EPERM)),
    op(RETURN, ALLOW),
  ]),
  ...ofCall(clone, [
    op(LOAD, argumentAt(0)),
    ...when('anyBit', NEW_NAMESPACES, refuse(EPERM)),
    op(RETURN, ALLOW),
  ]),
  op(RETURN, ALLOW),
];

/** `struct sock_filter`, in this machine's byte order, which is little-endian on both architectures. */
function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, ifTrue, ifFalse, value }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  }
  return bytes;
}
