import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/**
 * SHA-256 of a file's bytes, in hexadecimal. A gzip file is unpacked on the way, because DuckDB checks neither its checksum nor
 * whether it was cut off: the rows of a half download would be counted in silence.
 * @throws the stream's error; zlib's have a `code` that begins with Z_
 */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const read = createReadStream(file, { highWaterMark: 1 << 20 });
  if (file.endsWith(".gz")) await pipeline(read, hashing, createGunzip(), nowhere);
  else await pipeline(read, hashing, nowhere);
  return hash.digest("hex");
}

/** One hash for several files: of the sorted lines "<sha256>  <name>\n"; for one file its own. */
export function combinedSha256(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  if (files.length === 1) return files[0]!.sha256;
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash("sha256").update(lines.join("")).digest("hex");
}
