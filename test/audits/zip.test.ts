import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendEntry } from "../../src/audits/append.js";
import { exportAudits } from "../../src/audits/export.js";
import { importArchive } from "../../src/audits/import.js";
import { readLog } from "../../src/audits/log.js";
import { unpack, zipEntries } from "../../src/audits/read-zip.js";
import { sealNewRun } from "../../src/audits/seal.js";
import { verifyArchive } from "../../src/audits/verify.js";
import { writeZip } from "../../src/audits/write-zip.js";
import { tree } from "../e2e/harness.js";
import { emptyFolder, sealRuns, smallRun } from "./archives.js";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

async function zipped(file: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const handle = await open(file, "wx");
  await writeZip(
    handle,
    Object.entries(files).map(([name, bytes]) => ({ name, content: () => [bytes] })),
  );
  await handle.close();
}

async function unzipped(file: string): Promise<Record<string, Buffer>> {
  const handle = await open(file, "r");
  try {
    const files: Record<string, Buffer> = {};
    for (const entry of await zipEntries(handle, file)) {
      const pieces: Uint8Array[] = [];
      for await (const piece of unpack(handle, file, entry)) pieces.push(piece);
      files[entry.name] = Buffer.concat(pieces);
    }
    return files;
  } finally {
    await handle.close();
  }
}

describe("writeZip and zipEntries", () => {
  it("give back every file as it was", async () => {
    const folder = emptyFolder();
    let number = 0;
    const name = fc.stringMatching(/^[a-zæøå0-9 -]{1,20}$/u);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.uint8Array({ maxLength: 3000 }), { noNullPrototype: true }),
        async (files) => {
          const file = path.join(folder, `${number++}.zip`);
          await zipped(file, files);
          const back = await unzipped(file);
          expect(Object.keys(back)).toEqual(Object.keys(files));
          for (const [each, bytes] of Object.entries(files)) expect(Buffer.compare(back[each]!, bytes)).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.skipIf(!hasPython)("are read by another program, with every checksum right (Python's zipfile)", async () => {
    const file = path.join(emptyFolder(), "a.zip");
    const bytes = Buffer.alloc(3 * 2 ** 20, "evenhand ");
    await zipped(file, { "run.json": bytes, "mappe/ærø.txt": Buffer.from("ø") });
    const script = `import zipfile,zlib,json
z = zipfile.ZipFile(${JSON.stringify(file)})
print(json.dumps([z.testzip(), {i.filename: [i.file_size, zlib.crc32(z.read(i))] for i in z.infolist()}]))`;
    const [bad, files] = JSON.parse(execFileSync("python3", ["-c", script], { encoding: "utf8" }));
    expect(bad).toBe(null);
    expect(files).toEqual({ "run.json": [bytes.length, crc32(bytes)], "mappe/ærø.txt": [2, crc32(Buffer.from("ø"))] });
  });

  it("with any byte changed are refused, or unpack to the same files: never to others", async () => {
    const folder = emptyFolder();
    const file = path.join(folder, "a.zip");
    const files = { a: Buffer.from("some text, some text"), b: Buffer.alloc(500, 7) };
    await zipped(file, files);
    const bytes = readFileSync(file);
    const changed = path.join(folder, "b.zip");
    let refused = 0;
    for (let at = 0; at < bytes.length; at++) {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1 << (at % 8);
      writeFileSync(changed, copy);
      const back = await unzipped(changed).catch((error: { kind?: string }) => {
        expect(error.kind).toBe("unusable");
        refused++;
        return null;
      });
      // A byte of a deflated stream can be written in several ways that mean the same.
      if (back !== null) expect(Object.values(back)).toEqual(Object.values(files));
    }
    expect(refused).toBeGreaterThan(bytes.length * 0.95);
  });
});

/** An archive with runs, a review and row-level data; and its export. */
async function exported(options: { run?: string; withRows?: boolean } = {}) {
  const archive = emptyFolder();
  const [first] = await sealRuns(archive, 2);
  await sealNewRun(
    archive,
    [path.join(archive, "kept", "run-2")],
    smallRun(2, { "predictions.parquet": "secret rows" }),
  );
  const { manifest_sha256 } = first!.entry;
  const review = { kind: "review" as const, path: "churn/run-0", manifest_sha256, summary: { by: "A" } };
  await appendEntry(archive, review, [{ name: "review-1.json", content: "{}\n" }]);
  const file = path.join(emptyFolder(), "archive.zip");
  const packed = await exportAudits(archive, {
    run: options.run ?? null,
    withRows: options.withRows ?? false,
    to: file,
  });
  return { archive, file, packed };
}

const restored = (): string => path.join(emptyFolder(), "restored");

describe("exportAudits and importArchive", () => {
  it("restore an archive on an empty machine: the same files, the same root", async () => {
    const { archive, file, packed } = await exported({ withRows: true });
    expect(packed).toEqual({ runs: 3, files: 11, leftOut: 0 });
    const target = restored();
    await importArchive(file, target);
    expect(tree(target)).toEqual(tree(archive));
    for (const name of tree(archive).filter((each) => /\.\w+$/.test(each) && !/run-\d$|\.log$/.test(each)))
      expect(readFileSync(path.join(target, name))).toEqual(readFileSync(path.join(archive, name)));
    expect((await readLog(target)).checkpoint).toEqual((await readLog(archive)).checkpoint);
    await sealRuns(target, 1, 9);
    expect(await verifyArchive(target, { run: null, expected: null })).toMatchObject({ findings: [], runs: 4 });
  });

  it("leave row-level files out unless they are asked for", async () => {
    const { archive, file, packed } = await exported();
    expect(packed).toEqual({ runs: 3, files: 10, leftOut: 1 });
    expect(Object.keys(await unzipped(file)).filter((name) => name.includes("predictions"))).toEqual([]);
    const target = restored();
    expect(await importArchive(file, target)).toMatchObject({
      findings: [],
      absent: ["kept/run-2/predictions.parquet"],
    });
    expect((await readLog(target)).checkpoint.root).toBe((await readLog(archive)).checkpoint.root);
  });

  it("give the same bytes each time", async () => {
    const { archive, file } = await exported();
    const again = path.join(emptyFolder(), "again.zip");
    await exportAudits(archive, { run: null, withRows: false, to: again });
    expect(readFileSync(again)).toEqual(readFileSync(file));
  });

  it("refuse to write over a file, and to export what was changed", async () => {
    const { archive, file } = await exported();
    await expect(exportAudits(archive, { run: null, withRows: false, to: file })).rejects.toMatchObject({
      kind: "usage",
    });
    appendFileSync(path.join(archive, "churn/run-1/run.json"), " ");
    const to = path.join(emptyFolder(), "b.zip");
    await expect(exportAudits(archive, { run: null, withRows: false, to })).rejects.toMatchObject({
      kind: "integrity",
    });
    expect(readdirSync(path.dirname(to))).toEqual([]);
  });

  it("refuse to restore where something is, and one audit alone", async () => {
    const { archive, file } = await exported();
    await expect(importArchive(file, archive)).rejects.toMatchObject({ kind: "usage" });
    const one = await exported({ run: "churn/run-0" });
    await expect(importArchive(one.file, restored())).rejects.toMatchObject({ kind: "usage" });
  });
});

let filesOnce: Promise<Record<string, Uint8Array>> | undefined;

/** The files of an export, changed before they are packed again. */
async function repacked(change: (files: Record<string, Uint8Array>) => Record<string, Uint8Array>): Promise<string> {
  filesOnce ??= exported().then(({ file }) => unzipped(file));
  const other = path.join(emptyFolder(), "other.zip");
  await zipped(other, change(await filesOnce));
  return other;
}

describe("importArchive", () => {
  const parts = [
    "..",
    ".",
    "",
    ".hidden",
    "a:b",
    "C:",
    "a\\b",
    "a\u0000b",
    "\\\\host\\share",
    "../..",
    "x/../../..",
    "a\nb",
  ];
  const hostile = [
    ...parts.flatMap((part) => [
      `archive/${part}/f`,
      `archive/churn/${part}/f`,
      `archive/churn/run-0/${part}`,
      `${part}/f`,
    ]),
    ...[
      "/etc/passwd",
      "/tmp/x",
      "archive",
      "archive/",
      "archive/f",
      "other/f",
      "archive/.log/more",
      "archive/.log",
      "ARCHIVE/.log/entries.jsonl",
    ],
    ...[
      "archive/churn/run-0/Run.json",
      "archive/churn/RUN-0/run.json",
      "archive/churn/run-0/more.txt",
      "archive/churn/run-0/run.json/f",
    ],
  ];

  it.each(hostile)("refuses a file under the name %j and writes nothing", async (name) => {
    const file = await repacked((files) => ({ ...files, [name]: Buffer.from("x") }));
    const target = restored();
    await expect(importArchive(file, target)).rejects.toMatchObject({
      kind: expect.stringMatching(/unusable|integrity/),
    });
    expect(readdirSync(path.dirname(target))).toEqual([]);
    expect(existsSync("/tmp/x")).toBe(false);
  });

  it.each<[string, (files: Record<string, Uint8Array>) => Record<string, Uint8Array>]>([
    ["a changed record", (files) => ({ ...files, "archive/churn/run-0/run.json": Buffer.from("{}") })],
    ["a missing record", ({ "archive/churn/run-0/run.json": _, ...files }) => files],
    ["no log", ({ "archive/.log/entries.jsonl": _, ...files }) => files],
    ["a log of another archive", (files) => ({ ...files, "archive/.log/entries.jsonl": Buffer.from("") })],
  ])("refuses %s", async (_, change) => {
    const target = restored();
    await expect(importArchive(await repacked(change), target)).rejects.toMatchObject({
      kind: expect.stringMatching(/unusable|integrity/),
    });
    expect(readdirSync(path.dirname(target))).toEqual([]);
  });

  it("refuses a bomb before it unpacks anything", async () => {
    const file = await repacked((files) => ({ ...files, "archive/churn/run-0/z": Buffer.alloc(300 * 2 ** 20) }));
    await expect(importArchive(file, restored())).rejects.toThrow(/would unpack to \d+ MB/);
  });

  it("refuses files that are none, empty, or packed by another program", async () => {
    const folder = emptyFolder();
    for (const [name, bytes] of Object.entries({ "empty.zip": "", "text.zip": "no zip at all ".repeat(9) })) {
      writeFileSync(path.join(folder, name), bytes);
      await expect(importArchive(path.join(folder, name), restored())).rejects.toMatchObject({ kind: "unusable" });
    }
    await expect(importArchive(path.join(folder, "absent.zip"), restored())).rejects.toMatchObject({
      kind: "unusable",
    });
    if (!hasPython) return;
    const other = path.join(folder, "other.zip");
    execFileSync("python3", [
      "-c",
      `import zipfile; zipfile.ZipFile(${JSON.stringify(other)}, "w").writestr("../x", "y")`,
    ]);
    await expect(importArchive(other, restored())).rejects.toThrow("no zip as evenhand");
  });
});

describe("verify.mjs, which an export brings", () => {
  const unpackTo = async (file: string): Promise<string> => {
    const folder = emptyFolder();
    for (const [name, bytes] of Object.entries(await unzipped(file))) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), bytes);
    }
    return folder;
  };
  const verify = (folder: string, ...more: string[]) =>
    spawnSync(process.execPath, [path.join(folder, "verify.mjs"), ...more], { encoding: "utf8" });

  it.each(["churn/run-0", undefined])("passes what was exported: %s", async (run) => {
    const { archive, file } = await exported(run === undefined ? {} : { run });
    const { status, stdout } = verify(await unpackTo(file));
    expect(stdout).toContain("Nothing changed since it was sealed. This does not show that the audit was honest.");
    const { size, root } = (await readLog(archive)).checkpoint;
    expect(stdout).toContain(`${size}:${root}`);
    expect(status).toBe(0);
  });

  it("compares with a checkpoint that was kept, of now or of before", async () => {
    const { archive, file } = await exported();
    const folder = await unpackTo(file);
    const { size, root } = (await readLog(archive)).checkpoint;
    expect(verify(folder, `${size}:${root}`).status).toBe(0);
    expect(verify(folder, `2:${root}`).status).toBe(5);
    expect(verify(folder, `9:${root}`).status).toBe(5);
    expect(verify(folder, "nonsense").status).toBe(2);
  });

  it.each<[string, (folder: string) => void, string]>([
    [
      "a changed file",
      (f) => appendFileSync(path.join(f, "archive/churn/run-0/run.json"), " "),
      "archive/churn/run-0/run.json",
    ],
    [
      "a changed review",
      (f) => appendFileSync(path.join(f, "archive/churn/run-0/review-1.json"), " "),
      "archive/churn/run-0/review-1.json",
    ],
    [
      "a missing file",
      (f) => rmSync(path.join(f, "archive/churn/run-0/report.html")),
      "archive/churn/run-0/report.html",
    ],
    ["an added file", (f) => writeFileSync(path.join(f, "archive/churn/run-0/x"), ""), "archive/churn/run-0/x"],
    [
      "a changed manifest",
      (f) => appendFileSync(path.join(f, "archive/churn/run-0/manifest.json"), " "),
      "archive/churn/run-0/manifest.json",
    ],
    ["a missing run", (f) => rmSync(path.join(f, "archive/churn/run-0"), { recursive: true }), "archive/churn/run-0"],
    [
      "a run behind a link",
      (f) => {
        cpSync(path.join(f, "archive/churn"), path.join(f, "copy"), { recursive: true });
        rmSync(path.join(f, "archive/churn"), { recursive: true });
        symlinkSync(path.join(f, "copy"), path.join(f, "archive/churn"));
      },
      "archive/churn/run-0",
    ],
  ])("names %s", async (_, change, name) => {
    for (const run of ["churn/run-0", undefined]) {
      const folder = await unpackTo((await exported(run === undefined ? {} : { run })).file);
      change(folder);
      const { status, stdout } = verify(folder);
      expect(stdout).toContain(`CHANGED: ${name} `);
      expect(status).toBe(5);
    }
  });

  it("names a changed log, and a proof that proves nothing", async () => {
    const whole = await unpackTo((await exported()).file);
    const log = path.join(whole, "archive/.log/entries.jsonl");
    writeFileSync(log, readFileSync(log, "utf8").replace('"none"', '"pass"'));
    expect(verify(whole)).toMatchObject({ status: 5, stdout: expect.stringContaining("archive/.log/entries.jsonl") });
    const one = await unpackTo((await exported({ run: "churn/run-0" })).file);
    const proofs = path.join(one, "proofs.json");
    writeFileSync(proofs, readFileSync(proofs, "utf8").replace('\\"none\\"', '\\"pass\\"'));
    expect(verify(one)).toMatchObject({ status: 5, stdout: expect.stringContaining("does not prove that entry 0") });
  });

  it("is short, and needs nothing but Node", () => {
    const source = readFileSync(new URL("../../src/audits/stand-alone/verify.mjs", import.meta.url), "utf8");
    expect(source.split("\n").length).toBeLessThan(200);
    const imports = [...source.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
    expect(imports.every((name) => name?.startsWith("node:"))).toBe(true);
  });
});
