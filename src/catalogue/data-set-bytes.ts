import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { Failure, unusable } from "../core/errors.js";
import type { DataSet } from "./data-sets.js";

/** Packed, a file is hardly larger than itself. */
const packedSlack = 4096;

/**
 * A set's file from a copy on this machine, packed with gzip or not. What is larger than the file of the catalogue is not read to its end.
 * @throws Failure (unusable)
 */
export async function bytesFrom(file: string, set: DataSet): Promise<Buffer> {
  const most = set.bytes + packedSlack;
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw unusable(cause.code === "ENOENT" ? `there is no file ${file}` : `${file} cannot be read`, {}, cause);
  });
  try {
    if (!(await handle.stat()).isFile()) throw unusable(`${file} is no regular file`);
    const buffer = Buffer.alloc(most + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length > most) break;
    }
    return unpacked(buffer.subarray(0, length), set);
  } finally {
    await handle.close();
  }
}

function unpacked(bytes: Buffer, set: DataSet): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: set.bytes + 1 });
  } catch {
    return bytes; // not whole, or larger than the set: its hash will be another
  }
}

/** @throws Failure (integrity) unless the bytes are those of the catalogue */
export function checkBytes(bytes: Buffer, set: DataSet): void {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === set.sha256) return;
  throw new Failure("integrity", [
    {
      message: `the file is not ${set.name} of the catalogue: expected SHA-256 ${set.sha256}, found ${found}`,
      hint: "nothing was written; a copy that was opened and saved by another program is another file",
    },
  ]);
}
