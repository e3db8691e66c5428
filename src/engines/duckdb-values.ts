import type { DuckDBDataChunk } from "@duckdb/node-api";

export type Value = string | number | boolean | bigint | null;

/** What the package's vectors of texts hold: 16 bytes a text, its length and, up to 12 bytes, the text itself. */
interface TextVector {
  readonly dataView: DataView;
  readonly validity: { itemValid(row: number): boolean };
}

type Vector = ReturnType<DuckDBDataChunk["getColumnVector"]>;

const isText = (vector: Vector): boolean =>
  "dataView" in vector && "validity" in vector && vector.type.toString() === "VARCHAR";

const [entryBytes, inlineBytes] = [16, 12] as const;

/**
 * Reads a vector's values. Short texts are read in place and drop one U+FEFF at their start, as the package's decoder does, which
 * makes an array for each: for the keys of an audit that took longer than the query (36 ms against 6 of 20,000 texts, Node 20.20).
 */
export function valueReader(vector: Vector): (row: number) => Value {
  const other = (row: number): Value => vector.getItem(row) as Value;
  if (!isText(vector)) return other;
  const { dataView, validity } = vector as unknown as TextVector;
  const bytes = Buffer.from(dataView.buffer, dataView.byteOffset, dataView.byteLength);
  return (row) => {
    if (!validity.itemValid(row)) return null;
    const at = row * entryBytes;
    const length = dataView.getUint32(at, true);
    if (length > inlineBytes) return other(row);
    const text = bytes.toString("utf8", at + 4, at + 4 + length);
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  };
}
