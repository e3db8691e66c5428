// The part of the zip format (PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4) that exports use: deflated files with UTF-8 names, sizes in
// the header before each file, no extra fields, no comments, one disk, under 4 GiB and 65,536 files.

/** What both headers say of a file. */
export interface ZipEntry {
  /** With "/" between parts. */
  readonly name: string;
  readonly crc32: number;
  /** Bytes in the zip, and of the file itself. */
  readonly packed: number;
  readonly bytes: number;
  /** Where the local header begins. */
  readonly offset: number;
}

export const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
/** Bytes of the fixed part of each header. */
export const headerBytes = { local: 30, central: 46, end: 22 } as const;
/** Largest number of files, and largest size or offset, without the extensions for larger ones. */
export const most = { files: 0xffff, bytes: 0xffffffff } as const;

const version = 20; // 2.0: deflate
const madeBy = (3 << 8) | version; // 3: attributes as on Unix
const utf8 = 1 << 11;
const deflated = 8;
/** 1 January 1980, the format's first day: the same files give the same bytes whenever they are packed. */
const [time, day] = [0, (0 << 9) | (1 << 5) | 1];
/** An ordinary file, rw-r--r--. */
const attributes = (0o100644 << 16) >>> 0;

/** Fields that both headers have, from "version needed" to the length of the name. */
function common(entry: ZipEntry): Buffer {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(version, 0);
  fields.writeUInt16LE(utf8, 2);
  fields.writeUInt16LE(deflated, 4);
  fields.writeUInt16LE(time, 6);
  fields.writeUInt16LE(day, 8);
  fields.writeUInt32LE(entry.crc32, 10);
  fields.writeUInt32LE(entry.packed, 14);
  fields.writeUInt32LE(entry.bytes, 18);
  fields.writeUInt16LE(Buffer.byteLength(entry.name), 22);
  return fields;
}

const signature = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** The header before a file's bytes. */
export const localHeader = (entry: ZipEntry): Buffer =>
  Buffer.concat([signature(signatures.local), common(entry), Buffer.alloc(2), Buffer.from(entry.name)]);

/** The file's line in the directory at the end. */
export const centralHeader = (entry: ZipEntry): Buffer =>
  Buffer.concat([
    signature(signatures.central),
    Buffer.from([madeBy & 0xff, madeBy >> 8]),
    common(entry),
    centralRest(entry.offset),
    Buffer.from(entry.name),
  ]);

/** Lengths of extra field and comment, disk and internal attributes (all 0), external attributes, offset. */
function centralRest(offset: number): Buffer {
  const fields = Buffer.alloc(16);
  fields.writeUInt32LE(attributes, 8);
  fields.writeUInt32LE(offset, 12);
  return fields;
}

/** The end of a zip: how many files, and where the directory is. */
export function endRecord(files: number, directory: { readonly offset: number; readonly bytes: number }): Buffer {
  const fields = Buffer.alloc(headerBytes.end);
  fields.writeUInt32LE(signatures.end, 0);
  fields.writeUInt16LE(files, 8);
  fields.writeUInt16LE(files, 10);
  fields.writeUInt32LE(directory.bytes, 12);
  fields.writeUInt32LE(directory.offset, 16);
  return fields;
}
