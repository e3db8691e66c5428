import { type FileHandle, open } from "node:fs/promises";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50; // and the 15 after it

/**
 * Whether a Zstandard file is whole, from the sizes in its frames and blocks alone (RFC 8878, section 3.1). DuckDB takes the end of
 * the file for the end of the data, so a file that was cut off would be counted in part.
 */
export async function isWholeZstd(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    let at = 0;
    while (at < size) {
      const next = await endOfFrame(handle, at);
      if (next === null || next > size) return false;
      at = next;
    }
    return size > 0;
  } finally {
    await handle.close();
  }
}

async function bytes(handle: FileHandle, at: number, length: number): Promise<Buffer | null> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  return bytesRead === length ? buffer : null;
}

async function endOfFrame(handle: FileHandle, at: number): Promise<number | null> {
  const magic = (await bytes(handle, at, 4))?.readUInt32LE(0);
  if (magic === undefined) return null;
  if (magic >= skippableMagic && magic <= skippableMagic + 15) {
    const length = (await bytes(handle, at + 4, 4))?.readUInt32LE(0);
    return length === undefined ? null : at + 8 + length;
  }
  return magic === frameMagic ? endOfBlocks(handle, at + 4) : null;
}

async function endOfBlocks(handle: FileHandle, descriptorAt: number): Promise<number | null> {
  const descriptor = (await bytes(handle, descriptorAt, 1))?.[0];
  if (descriptor === undefined) return null;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const dictionaryId = [0, 1, 2, 4][descriptor & 3]!;
  let at = descriptorAt + 1 + (isSingleSegment ? 0 : 1) + dictionaryId + contentSize;
  for (;;) {
    const header = (await bytes(handle, at, 3))?.readUIntLE(0, 3);
    if (header === undefined) return null;
    const isRepeatedByte = ((header >> 1) & 3) === 1;
    at += 3 + (isRepeatedByte ? 1 : header >> 3);
    if ((header & 1) === 1) return at + ((descriptor & 4) !== 0 ? 4 : 0);
  }
}
