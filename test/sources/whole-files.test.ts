import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { combinedSha256, sha256Of } from "../../src/sources/digest.js";
import { isWholeZstd } from "../../src/sources/zstd-frames.js";
import { temporaryFolder, written } from "../runner/measure-suite.js";

const folder = temporaryFolder();

describe("sha256Of(file)", () => {
  it("is the hash of the bytes, packed or not", async () => {
    const packed = gzipSync("a,b\n1,2\n");
    expect(await sha256Of(written(folder, "a.csv.gz", packed))).toBe(createHash("sha256").update(packed).digest("hex"));
    expect(await sha256Of(written(folder, "a.csv", "a"))).toBe(
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    );
  });

  it.each([
    ["is cut off", gzipSync("a,b\n1,2\n").subarray(0, -6)],
    [
      "has a wrong checksum",
      Buffer.concat([gzipSync("a,b\n1,2\n").subarray(0, -8), Buffer.from([1, 2, 3, 4, 8, 0, 0, 0])]),
    ],
    ["is something else", Buffer.from("a,b\n1,2\n")],
  ])("rejects a gzip file that %s", async (_, bytes) => {
    await expect(sha256Of(written(folder, "bad.csv.gz", bytes))).rejects.toMatchObject({
      code: expect.stringMatching(/^Z_/),
    });
  });

  it("takes several gzip members for one file, as DuckDB does", async () => {
    const members = Buffer.concat([gzipSync("a,b\n"), gzipSync("1,2\n")]);
    expect(await sha256Of(written(folder, "members.csv.gz", members))).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("combinedSha256(files)", () => {
  it("is the hash of the one file, or of sorted lines of hash and name", () => {
    const [a, b] = [
      { name: "b.csv", sha256: "1".repeat(64) },
      { name: "a.csv", sha256: "2".repeat(64) },
    ];
    expect(combinedSha256([a])).toBe(a.sha256);
    const lines = `${"1".repeat(64)}  b.csv\n${"2".repeat(64)}  a.csv\n`;
    expect(combinedSha256([b, a])).toBe(createHash("sha256").update(lines).digest("hex"));
    expect(combinedSha256([a, b])).toBe(combinedSha256([b, a]));
  });
});

describe("isWholeZstd(file)", () => {
  let whole: Buffer;
  beforeAll(async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT hash(range) AS a FROM range(200000)) TO '${folder}/whole.csv.zst' (FORMAT csv, COMPRESSION zstd)`,
    );
    connection.closeSync();
    instance.closeSync();
    whole = readFileSync(`${folder}/whole.csv.zst`);
  });

  it("is true for a file of one or several frames, skippable ones too", async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);
    expect(await isWholeZstd(`${folder}/whole.csv.zst`)).toBe(true);
    expect(await isWholeZstd(written(folder, "two.zst", Buffer.concat([whole, skippable, whole])))).toBe(true);
  });

  it("is false wherever the file was cut off, and for other bytes", async () => {
    for (const share of [0, 0.0001, 0.3, 0.9, 0.99999]) {
      expect(await isWholeZstd(written(folder, "cut.zst", whole.subarray(0, Math.floor(whole.length * share))))).toBe(
        false,
      );
    }
    expect(await isWholeZstd(written(folder, "tail.zst", Buffer.concat([whole, Buffer.from("tail")])))).toBe(false);
    expect(await isWholeZstd(written(folder, "text.zst", "a,b\n1,2\n"))).toBe(false);
  });
});
