import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";
import { usage } from "../core/errors.js";
import { centralHeader, endRecord, localHeader, most, type ZipEntry } from "./zip-format.js";

/** A file to be packed. */
export interface ZipSource {
  /** With "/" between parts. */
  readonly name: string;
  /** Its bytes, a piece at a time. */
  readonly content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * Packs files in the order given into an empty file, a piece at a time: memory does not grow with their size. The same files give the
 * same bytes (with the same version of zlib, which Node brings).
 * @throws Failure (usage) where a zip cannot hold as much; the file system's errors
 */
export async function writeZip(handle: FileHandle, sources: Iterable<ZipSource>): Promise<void> {
  const entries: ZipEntry[] = [];
  let offset = 0;
  for (const source of sources) {
    const entry = await writeFile(handle, source, offset);
    entries.push(entry);
    offset += localHeader(entry).length + entry.packed;
    if (offset > most.bytes || entry.bytes > most.bytes || entries.length > most.files)
      throw usage("this is more than a zip holds: 4 GB and 65,535 files", { hint: "export runs one by one" });
  }
  const directory = Buffer.concat(entries.map(centralHeader));
  await writeAt(handle, directory, offset);
  await writeAt(handle, endRecord(entries.length, { offset, bytes: directory.length }), offset + directory.length);
}

/** Writes the packed bytes first and the header before them after, when sizes and checksum are known. */
async function writeFile(handle: FileHandle, { name, content }: ZipSource, offset: number): Promise<ZipEntry> {
  const entry = { name, offset, crc32: 0, packed: 0, bytes: 0 };
  const start = offset + localHeader(entry).length;
  await pipeline(measured(content(), entry), createDeflateRaw(), async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) {
      await writeAt(handle, piece, start + entry.packed);
      entry.packed += piece.length;
    }
  });
  // Fields of 4 bytes cannot say more; the caller refuses these
  if (entry.packed <= most.bytes && entry.bytes <= most.bytes) await writeAt(handle, localHeader(entry), offset);
  return entry;
}

async function* measured(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  entry: { crc32: number; bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    entry.crc32 = crc32(piece, entry.crc32);
    entry.bytes += piece.length;
    yield piece;
  }
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
