import { CONCEPT_BITS, TABLE_BITS, TRAITS, type InjectionModel } from './injection-model.ts';

/** The model as it is kept: whole numbers of one byte, times a scale. */
export interface KeptModel {
  readonly scale: number;
  /** Signed bytes in base 64. */
  readonly table: string;
  readonly conceptScale: number;
  /** Signed bytes in base 64. */
  readonly concepts: string;
  readonly traitScale: number;
  /** Signed bytes in base 64. */
  readonly traits: string;
  readonly bias: number;
}

export function readModel({
  scale,
  table: kept,
  conceptScale,
  concepts: keptConcepts,
  traitScale,
  traits: keptTraits,
  bias,
}: KeptModel): InjectionModel {
  const table = bytesOf(kept);
  const concepts = bytesOf(keptConcepts);
  const traits = Float32Array.from(bytesOf(keptTraits), (byte) => byte * traitScale);
  if (table.length !== 1 << TABLE_BITS || concepts.length !== 1 << CONCEPT_BITS || traits.length !== TRAITS)
    throw new Error(
      `the injection model has ${table.length} weights and ${traits.length} traits; train it again`,
    );
  return { table, scale, concepts, conceptScale, traits, bias };
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGITS = new Uint8Array(128);
for (let digit = 0; digit < SIGNS.length; digit++) DIGITS[SIGNS.charCodeAt(digit)] = digit;

const bytesOf = (base64: string): Int8Array => {
  const signs = base64.replace(/=+$/, '');
  const bytes = new Int8Array(Math.floor((signs.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let count = 0;
  for (let at = 0; at < signs.length; at++) {
    held = ((held << 6) | (DIGITS[signs.charCodeAt(at)] ?? 0)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[count++] = held >> bits;
  }
  return bytes;
};
