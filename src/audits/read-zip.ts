import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { type Failure, unusable } from "../core/errors.js";
import { centralHeader, endRecord, headerBytes, localHeader, most, type ZipEntry } from "./zip-format.js";

/** A zip may grow by this factor when it is unpacked, and by that many bytes more: text packs to a tenth, a bomb to a thousandth. */
const bomb = { factor: 200, bytes: 64 * 2 ** 20 } as const;

/**
 * The directory of a zip that `writeZip` wrote. A zip is refused unless it is byte for byte what `writeZip` writes for these files,
 * the packed bytes apart: headers that contradict each other, gaps, overlaps, links, encryption and comments are all refused with that.
 * @throws Failure (unusable)
 */
export async function zipEntries(handle: FileHandle, file: string): Promise<ZipEntry[]> {
  const { size } = await handle.stat();
  const end = await bytesAt(handle, size - headerBytes.end, headerBytes.end);
  const [bytes, offset] = end === null ? [0, 0] : [end.readUInt32LE(12), end.readUInt32LE(16)];
  if (end === null || offset + bytes + headerBytes.end !== size || bytes > most.files * (headerBytes.central + 2048))
    throw foreign(file);
  const directory = await bytesAt(handle, offset, bytes);
  const entries = directory === null ? null : parsed(directory);
  if (entries === null || !endRecord(entries.length, { offset, bytes }).equals(end)) throw foreign(file);
  await checkLocal(handle, file, entries, offset);
  const unpacked = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (unpacked > bomb.factor * size + bomb.bytes)
    throw unusable(
      `${file} would unpack to ${Math.round(unpacked / 1e6)} MB from ${Math.round(size / 1e6)} MB: no export does`,
    );
  return entries;
}

/** The entries of a directory; null unless it is exactly what they are written as. */
function parsed(directory: Buffer): ZipEntry[] | null {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < directory.length; ) {
    if (at + headerBytes.central > directory.length) return null;
    const nameEnd = at + headerBytes.central + directory.readUInt16LE(at + 28);
    const entry: ZipEntry = {
      name: directory.toString("utf8", at + headerBytes.central, nameEnd),
      crc32: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    if (!centralHeader(entry).equals(directory.subarray(at, nameEnd))) return null;
    entries.push(entry);
    at = nameEnd;
  }
  return entries;
}

/** Each file begins where the one before ends, with the header that the directory's line gives. */
async function checkLocal(handle: FileHandle, file: string, entries: readonly ZipEntry[], end: number): Promise<void> {
  let offset = 0;
  for (const entry of entries) {
    const header = localHeader(entry);
    const found = await bytesAt(handle, offset, header.length);
    if (entry.offset !== offset || found === null || !header.equals(found)) throw foreign(file);
    offset += header.length + entry.packed;
  }
  if (offset !== end) throw foreign(file);
}

/**
 * The bytes of one file, unpacked a piece at a time.
 * @throws Failure (unusable) where they are not as many, or not those, that the directory says
 */
export async function* unpack(handle: FileHandle, file: string, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  let [bytes, checksum] = [0, 0];
  try {
    const inflating = createInflateRaw();
    const feeding = pipeline(packedBytes(handle, entry), inflating);
    feeding.catch(() => {}); // what goes wrong there ends the reading here
    for await (const piece of inflating as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (bytes > entry.bytes) break;
      checksum = crc32(piece, checksum);
      yield piece;
    }
  } catch (cause) {
    throw damaged(file, entry, cause);
  }
  if (bytes !== entry.bytes || checksum !== entry.crc32) throw damaged(file, entry);
}

async function* packedBytes(handle: FileHandle, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = entry.offset + localHeader(entry).length;
  for (let done = 0; done < entry.packed; ) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, entry.packed - done));
    const { bytesRead } = await handle.read(piece, 0, piece.length, start + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

const pieceBytes = 256 * 2 ** 10;

/** So many bytes at a place; null where the file has not as many there. */
async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer | null> {
  if (position < 0) return null;
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytesRead === length ? bytes : null;
}

const foreign = (file: string): Failure =>
  unusable(`${file} is no zip as evenhand audits export writes it, or it was changed`, {
    hint: "one that another tool packed can be unpacked with such a tool, and verified with node verify.mjs",
  });

const damaged = (file: string, { name }: ZipEntry, cause?: unknown): Failure =>
  unusable(`${file} is damaged: ${JSON.stringify(name)} cannot be unpacked`, {}, cause);
