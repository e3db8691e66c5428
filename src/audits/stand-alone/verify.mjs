// Checks an unpacked export of evenhand audits: node verify.mjs [SIZE:ROOT]
// Needs Node.js alone, reads only what stands beside it, writes nothing. Exit code 5: something is not as it was sealed.
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const archive = path.join(here, "archive");
const found = [];
const notes = [];
const wrong = (file, problem) => found.push(`${file} ${problem}`);

// ---- hashes of RFC 6962, section 2.1: a leaf is SHA-256(0x00, line), a node SHA-256(0x01, left, right)

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const hex = (bytes) => bytes.toString("hex");
const leafOf = (line) => sha256(Buffer.of(0), line);
const nodeOf = (left, right) => sha256(Buffer.of(1), left, right);

/** The root over leaves: each hash meets its neighbour as soon as both cover the same number of leaves. */
function rootOf(leaves) {
  const subtrees = [];
  leaves.forEach((leaf, index) => {
    let hash = leaf;
    for (let rest = index; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeOf(subtrees.pop(), hash);
    subtrees.push(hash);
  });
  return hex(subtrees.length === 0 ? sha256() : subtrees.reduceRight((right, left) => nodeOf(left, right)));
}

/** The root to which a proof leads from leaf `index` of `size` (RFC 9162, section 2.1.3.2); null where it leads nowhere. */
function rootFrom(leaf, index, size, proof) {
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof.map((each) => Buffer.from(each, "hex"))) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      hash = nodeOf(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = nodeOf(hash, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hex(hash) : null;
}

// ---- the entries: from the whole log, or one by one with their proofs

const isPlain = (name) => typeof name === "string" && /^[^./\\:][^/\\:]*$/.test(name);
const isPath = (text) => typeof text === "string" && text.split("/").every(isPlain);

function parse(line, place) {
  try {
    const entry = JSON.parse(line);
    if (isPath(entry.path) && Array.isArray(entry.files)) return entry;
  } catch {}
  wrong(place, "is not what evenhand writes there");
  return null;
}

/** Lines as bytes, so that what is hashed is what stands in the file. */
function linesOf(bytes) {
  const lines = [];
  for (let from = 0, to = bytes.indexOf(10); to >= 0; from = to + 1, to = bytes.indexOf(10, from))
    lines.push(bytes.subarray(from, to));
  return lines;
}

function entriesOfLog() {
  const [name, state] = ["archive/.log/entries.jsonl", "archive/.log/checkpoint.json"];
  const lines = linesOf(readFileSync(path.join(here, name)));
  const { size, root, bytes } = JSON.parse(readFileSync(path.join(here, state), "utf8"));
  if (lines.length !== size || rootOf(lines.map(leafOf)) !== root || lstatSync(path.join(here, name)).size !== bytes)
    wrong(name, `is not the log that ${state} speaks of`);
  checkExpected((until) => (until <= lines.length ? rootOf(lines.slice(0, until).map(leafOf)) : null), name);
  notes.push(`log: ${lines.length} entries, checkpoint ${size}:${root}`);
  return lines.map((line, index) => parse(line, `${name}, line ${index + 1},`));
}

function entriesWithProofs() {
  const { checkpoint, entries } = JSON.parse(readFileSync(path.join(here, "proofs.json"), "utf8"));
  const { size, root } = checkpoint;
  checkExpected((until) => (until === size ? root : null), "proofs.json");
  notes.push(`log: ${entries.length} of ${size} entries, checkpoint ${size}:${root}`);
  return entries.map(({ line, proof }, place) => {
    const entry = parse(line, `proofs.json, entry ${place + 1},`);
    if (entry !== null && rootFrom(leafOf(Buffer.from(line)), entry.index, size, proof) !== root)
      wrong("proofs.json", `does not prove that entry ${entry.index} stands in the log`);
    return entry;
  });
}

/** Compares with a checkpoint that was kept elsewhere. `rootAt`: the root of the first so many entries; null where it is not known. */
function checkExpected(rootAt, file) {
  const expected = process.argv[2];
  if (expected === undefined) return;
  const [, size, root] = /^(\d+):([0-9a-f]{64})$/.exec(expected) ?? [];
  if (size === undefined) {
    console.error("a checkpoint is SIZE:ROOT, a number, a colon and 64 digits");
    process.exit(2);
  }
  const known = rootAt(Number(size));
  if (known === null)
    wrong(file, `cannot be compared with the checkpoint of ${size} entries: it has fewer, or holds one audit`);
  else if (known !== root) wrong(file, `does not begin with the ${size} entries of the checkpoint`);
}

// ---- the run folders

/** Whether each part of a path below the archive is a folder, not a link to one. */
function isReal(folder) {
  const parts = folder.split("/");
  return parts.every((_, depth) => {
    const place = path.join(archive, ...parts.slice(0, depth + 1));
    return existsSync(place) && lstatSync(place).isDirectory();
  });
}

function checkFile(name, { bytes, sha256: sealed }) {
  const place = path.join(here, name);
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return wrong(name, "is missing");
  if (!stats.isFile()) return wrong(name, "is no file of its own");
  const content = readFileSync(place);
  if ((bytes !== undefined && content.length !== bytes) || hex(sha256(content)) !== sealed)
    wrong(name, "was changed: its SHA-256 is not the sealed one");
}

function checkRun(audit, later) {
  const folder = `archive/${audit.path}`;
  if (!isReal(audit.path)) return wrong(folder, "is missing, or is no folder of its own");
  const before = found.length;
  checkFile(`${folder}/manifest.json`, { sha256: audit.manifest_sha256 });
  if (found.length > before) return;
  const { files, row_level_files: rows } = JSON.parse(readFileSync(path.join(here, folder, "manifest.json"), "utf8"));
  const present = readdirSync(path.join(here, folder));
  const sealed = [...files, ...later.flatMap((entry) => entry.files)];
  for (const file of sealed) checkFile(`${folder}/${file.name}`, file);
  for (const file of rows) {
    if (present.includes(file.name)) checkFile(`${folder}/${file.name}`, file);
    else notes.push(`not here: ${folder}/${file.name} (data of single people: erased, or left out)`);
  }
  const known = new Set(["manifest.json", ...[...sealed, ...rows].map(({ name }) => name)]);
  for (const name of present) if (!known.has(name)) wrong(`${folder}/${name}`, "does not belong to what was sealed");
  notes.push(`run: ${folder}, ${known.size} files`);
}

const entries = (existsSync(path.join(archive, ".log")) ? entriesOfLog() : entriesWithProofs()).filter(Boolean);
for (const audit of entries.filter(({ kind }) => kind === "audit"))
  checkRun(
    audit,
    entries.filter((entry) => entry.path === audit.path && entry.index > audit.index),
  );

for (const line of notes) console.log(line);
for (const line of found) console.log(`CHANGED: ${line}`);
console.log(
  found.length === 0
    ? "Nothing changed since it was sealed. This does not show that the audit was honest."
    : `${found.length} differences from what was sealed`,
);
process.exitCode = found.length === 0 ? 0 : 5;
