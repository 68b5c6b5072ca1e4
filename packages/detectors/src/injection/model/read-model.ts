import { TABLE_BITS, TRAITS, type InjectionModel } from './injection-model.ts';

/** The model as it is kept: whole numbers of one byte, times `scale`. */
export interface KeptModel {
  readonly scale: number;
  /** Signed bytes, two hexadecimal digits each. */
  readonly table: string;
  /** Numbers with a space between them. */
  readonly traits: string;
  readonly bias: number;
}

export function readModel({ scale, table, traits: kept, bias }: KeptModel): InjectionModel {
  const traits = kept.split(' ').map(Number);
  const size = 1 << TABLE_BITS;
  const weights = new Float32Array(size + TRAITS + 1);
  if (table.length !== 2 * size || traits.length !== TRAITS)
    throw new Error(
      `the injection model has ${table.length / 2} weights and ${traits.length} traits; train it again`,
    );
  for (let at = 0; at < size; at++) {
    const byte = Number.parseInt(table.slice(2 * at, 2 * at + 2), 16);
    weights[at] = (byte > 127 ? byte - 256 : byte) * scale;
  }
  for (const [at, trait] of traits.entries()) weights[size + at] = trait;
  weights[size + TRAITS] = bias;
  return { weights };
}
