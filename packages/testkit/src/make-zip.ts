import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip, with what an honest packer would never write about it. */
export type ZipEntry = {
  readonly name: string;
  readonly content?: string | Buffer;
  /** Stored instead of deflated. */
  readonly stored?: boolean;
  /** The size that the zip claims the content to have. */
  readonly claimedBytes?: number;
  /** The name that stands before the bytes, when it is another than in the list at the end. */
  readonly localName?: string;
  /** The number of the method that the zip claims to be packed by. */
  readonly claimedMethod?: number;
  /** Marked as encrypted; the bytes are left as they are. */
  readonly encrypted?: boolean;
  /** Unix mode with the file's type, such as 0o120777 for a link. */
  readonly mode?: number;
};

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const UTF8_NAMES = 0x800;

/** A real zip, hostile where asked for: packers from elsewhere refuse to write what scanners must withstand. */
export function makeZip(entries: readonly ZipEntry[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = pack(entry, offset);
    locals.push(local);
    list.push(central);
    offset += local.length;
  }
  const listBytes = list.reduce((sum, one) => sum + one.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listBytes, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...locals, ...list, end, Buffer.from(comment)]);
}

function pack(entry: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(entry.content ?? '');
  const data = entry.stored === true ? content : deflateRawSync(content);
  const name = Buffer.from(entry.name);
  const localName = Buffer.from(entry.localName ?? entry.name);
  // The 26 bytes that stand in both places, from the version needed to the length of the extra field.
  const shared = (nameBytes: number): Buffer => {
    const bytes = Buffer.alloc(26);
    bytes.writeUInt16LE(20, 0);
    bytes.writeUInt16LE(UTF8_NAMES | (entry.encrypted === true ? 1 : 0), 2);
    bytes.writeUInt16LE(entry.claimedMethod ?? (entry.stored === true ? 0 : 8), 4);
    bytes.writeUInt32LE(crc32(content), 10);
    bytes.writeUInt32LE(data.length, 14);
    bytes.writeUInt32LE(entry.claimedBytes ?? content.length, 18);
    bytes.writeUInt16LE(nameBytes, 22);
    return bytes;
  };
  const localSign = Buffer.alloc(4);
  localSign.writeUInt32LE(LOCAL);
  const centralSign = Buffer.alloc(6);
  centralSign.writeUInt32LE(CENTRAL);
  // Written on Unix, so that the mode counts.
  centralSign.writeUInt16LE((3 << 8) | 20, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  return {
    local: Buffer.concat([localSign, shared(localName.length), localName, data]),
    central: Buffer.concat([centralSign, shared(name.length), rest, name]),
  };
}
