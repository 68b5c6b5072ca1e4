import { writeFileSync } from 'node:fs';

/**
 * A shared library for LD_PRELOAD, made here byte by byte because a new machine has no compiler. Its initialiser ends
 * the process with 0 when the program's first argument starts with `-i`, as in `env -i …`, which is how the client starts
 * our hook, and does nothing in any other program. Linux on x86-64 only, as is the client under test.
 */
export const writeQuitEnv = (path: string): void => writeFileSync(path, library(), { mode: 0o755 });

// glibc calls initialisers with argc, argv, envp.
const INITIALISER = [
  [0x83, 0xff, 0x02], // cmp edi, 2
  [0x7c, 0x15], // jl end
  [0x48, 0x8b, 0x46, 0x08], // mov rax, [rsi+8]
  [0x66, 0x81, 0x38, 0x2d, 0x69], // cmp word [rax], "-i"
  [0x75, 0x0a], // jne end
  [0x31, 0xff], // xor edi, edi
  [0xb8, 0xe7, 0x00, 0x00, 0x00], // mov eax, 231 (exit_group)
  [0x0f, 0x05], // syscall
  [0x90], // nop
  [0xc3], // end: ret
].flat();

const CODE_AT = 0x200;
const DYNAMIC_AT = 0x300;
const SYMBOLS_AT = 0x400;
const STRINGS_AT = 0x440;
const SIZE = 0x480;

function library(): Buffer {
  const file = Buffer.alloc(SIZE);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // ELF, 64 bit, little-endian
  file.writeUInt16LE(3, 16); // shared object
  file.writeUInt16LE(62, 18); // x86-64
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(64n, 32); // program headers follow this header
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(2, 56);
  // Everything is one segment that may be read, written and executed: the loader writes into the dynamic table.
  segment(file, 64, { type: 1, flags: 7, at: 0, size: SIZE, align: 0x1000 });
  segment(file, 120, { type: 2, flags: 6, at: DYNAMIC_AT, size: 7 * 16, align: 8 });
  file.set(INITIALISER, CODE_AT);
  const dynamic = [
    [5, STRINGS_AT], // DT_STRTAB
    [6, SYMBOLS_AT], // DT_SYMTAB
    [10, 1], // DT_STRSZ
    [11, 24], // DT_SYMENT
    [12, CODE_AT], // DT_INIT
    [0, 0],
  ];
  for (const [index, [tag = 0, value = 0]] of dynamic.entries()) {
    file.writeBigUInt64LE(BigInt(tag), DYNAMIC_AT + index * 16);
    file.writeBigUInt64LE(BigInt(value), DYNAMIC_AT + index * 16 + 8);
  }
  return file;
}

function segment(
  file: Buffer,
  header: number,
  { type, flags, at, size, align }: Record<'type' | 'flags' | 'at' | 'size' | 'align', number>,
): void {
  file.writeUInt32LE(type, header);
  file.writeUInt32LE(flags, header + 4);
  for (const [index, value] of [at, at, at, size, size, align].entries())
    file.writeBigUInt64LE(BigInt(value), header + 8 + index * 8);
}
