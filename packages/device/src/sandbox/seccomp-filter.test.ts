import { expect, test } from 'vitest';
import { seccompFilter } from './seccomp-filter.ts';

type Data = { number: number; arch: number; arguments: readonly number[] };

/** The kernel's machine, as far as the filter uses it. */
function answerOf(filter: Buffer, { number, arch, arguments: given }: Data): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(arch, 4);
  for (const [index, value] of given.entries()) data.writeBigUInt64LE(BigInt(value), 16 + index * 8);
  let accumulator = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const [code, ifTrue, ifFalse] = [
      filter.readUInt16LE(at),
      filter.readUInt8(at + 2),
      filter.readUInt8(at + 3),
    ];
    const value = filter.readUInt32LE(at + 4);
    if (code === 0x06) return value;
    if (code === 0x20) accumulator = data.readUInt32LE(value);
    else if (code === 0x54) accumulator = (accumulator & value) >>> 0;
    else {
      const holds =
        code === 0x15
          ? accumulator === value
          : code === 0x35
            ? accumulator >= value
            : (accumulator & value) !== 0;
      at += (holds ? ifTrue : ifFalse) * 8;
    }
  }
  throw new Error('the program has no end');
}

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const [EPERM, ENOSYS] = [0x00050001, 0x00050026];
const x64 = (number: number, ...given: number[]): number =>
  answerOf(seccompFilter('x64') ?? Buffer.alloc(0), { number, arch: 0xc000003e, arguments: given });
const arm64 = (number: number, ...given: number[]): number =>
  answerOf(seccompFilter('arm64') ?? Buffer.alloc(0), { number, arch: 0xc00000b7, arguments: given });

test('ordinary work goes on: files, processes, pipes, the loopback of its own network', () => {
  for (const number of [0, 1, 2, 59, 257, 22, 56]) expect(x64(number)).toBe(ALLOW);
  expect(x64(41, 2, 1)).toBe(ALLOW);
  expect(x64(53, 1, 1)).toBe(ALLOW);
  expect(x64(16, 1, 0x5401)).toBe(ALLOW);
  expect(arm64(198, 10, 1)).toBe(ALLOW);
});

test('no socket of the file system, of a virtual machine or of packets', () => {
  for (const family of [1, 17, 38, 40, 31]) expect(x64(41, family, 1)).toBe(EPERM);
  expect(x64(53, 1, 2)).toBe(EPERM);
  expect(x64(53, 1, 2 | 0x80000)).toBe(EPERM);
  // The kernel makes datagrams of a raw pair.
  expect(x64(53, 1, 3)).toBe(EPERM);
  expect(arm64(198, 1, 1)).toBe(EPERM);
  expect(arm64(199, 1, 2)).toBe(EPERM);
});

test('no keystrokes into a terminal, whatever stands in the upper half of the number', () => {
  expect(x64(16, 0, 0x5412)).toBe(EPERM);
  expect(x64(16, 0, 0x100005412)).toBe(EPERM);
  expect(x64(16, 0, 0x541c)).toBe(EPERM);
  expect(arm64(29, 0, 0x5412)).toBe(EPERM);
});

test('no new namespaces by any of the three calls, and no rings', () => {
  expect(x64(56, 0x10000000 | 17)).toBe(EPERM);
  expect(x64(56, 0x00020000)).toBe(EPERM);
  expect(x64(56, 0x01200011)).toBe(ALLOW);
  expect(x64(272, 0x10000000)).toBe(EPERM);
  expect(x64(435)).toBe(ENOSYS);
  for (const number of [425, 426, 427]) expect(x64(number)).toBe(ENOSYS);
  expect(arm64(97)).toBe(EPERM);
});

test('a program that counts its calls otherwise ends', () => {
  const filter = seccompFilter('x64') ?? Buffer.alloc(0);
  // 32-bit x86, where 102 is every socket call at once.
  expect(answerOf(filter, { number: 102, arch: 0x40000003, arguments: [] })).toBe(KILL);
  expect(x64(0x40000000 + 41, 1)).toBe(KILL);
});

test('an architecture that nobody has written down has no filter', () => {
  expect(seccompFilter('riscv64')).toBeUndefined();
  expect(seccompFilter('toString')).toBeUndefined();
});
