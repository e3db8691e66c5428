// Set-up that every command does for itself: install from the lockfile when needed, build when stale. Plain Node, no dependencies.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a program with the terminal attached; its output goes to stderr so that stdout stays the command's own. Exits when it fails. */
function must(program, args) {
  const result = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (result.error || result.status !== 0) {
    console.error(`${program} ${args.join(" ")} failed${result.error ? `: ${result.error.message}` : ""}`);
    process.exit(result.status || 1);
  }
}

const stampOf = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digest(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/**
 * Installs from the lockfile when node_modules is missing or was made from another one. `npm ci` would refuse a lockfile that was
 * written where the registry did not offer the builds for every platform; `npm install --no-save` takes the locked versions,
 * checks their hashes, and leaves the lockfile as it is.
 */
export function ensureInstalled() {
  const stamp = path.join(root, "node_modules", ".evenhand-lock");
  const wanted = digest([path.join(root, "package-lock.json")]);
  if (stampOf(stamp) === wanted) return;
  console.error("evenhand: installing dependencies from the lockfile (once, about half a minute)");
  must("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, wanted);
}

/** Compiles src to dist when any source differs from the last build. */
export function ensureBuilt({ force = false } = {}) {
  const stamp = path.join(root, "dist", ".built-from");
  const sources = [
    // Kernels and the runtime of reports are made of their sources, beside these.
    ...filesBelow(path.join(root, "src")).filter((file) => !/\.(?:wasm|min\.js)$/.test(file)),
    path.join(root, "tsconfig.json"),
    path.join(root, "package.json"),
  ];
  const wanted = digest(sources);
  if (!force && stampOf(stamp) === wanted) return;
  console.error("evenhand: building");
  must(process.execPath, [path.join(root, "scripts", "compile.mjs")]);
  writeFileSync(stamp, wanted);
}
