import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const roots = ["arrow", "danfo"];

/** Installs the users' projects beside this file from their lockfiles, where that has not been done yet: a minute, once. */
export default function install(): void {
  for (const root of roots) {
    const folder = path.join(import.meta.dirname, root);
    const stamp = path.join(folder, "node_modules", ".installed-from");
    const wanted = createHash("sha256")
      .update(readFileSync(path.join(folder, "package-lock.json")))
      .digest("hex");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) continue;
    console.error(`test/interop/${root}: installing from its lockfile`);
    const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`npm install in test/interop/${root} failed:\n${stderr}`);
    writeFileSync(stamp, wanted);
  }
}
