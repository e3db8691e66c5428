import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/**
 * SHA-256 of a file's bytes, in hexadecimal. A gzip file is unpacked on the way, because DuckDB checks neither its checksum nor
 * whether it was cut off: the rows of a half download would be counted in silence.
 * @throws the error of reading; zlib's have a `code` that begins with Z_
 */
export const sha256Of = (file: string): Promise<string> =>
  file.endsWith(".gz") ? sha256OfGzip(file) : sha256OfPlain(file);

/** Reads into the same buffer again and again: a stream's new one for each part would cost more than the hash. */
async function sha256OfPlain(file: string): Promise<string> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(1 << 18);
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

async function sha256OfGzip(file: string): Promise<string> {
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hashing, createGunzip(), nowhere);
  return hash.digest("hex");
}

/** One hash for several files: of the sorted lines "<sha256>  <name>\n"; for one file its own. */
export function combinedSha256(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  if (files.length === 1) return files[0]!.sha256;
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash("sha256").update(lines.join("")).digest("hex");
}
