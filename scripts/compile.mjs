// Compiles src to dist, copies what is read at run time (templates, styles, locales) and makes the bin file executable.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "./setup.mjs";

const dist = path.join(root, "dist");
rmSync(dist, { recursive: true, force: true });
const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", path.join(root, "tsconfig.json")], {
  stdio: ["ignore", 2, 2],
});
if (status !== 0) process.exit(status ?? 1);
cpSync(path.join(root, "src"), dist, {
  recursive: true,
  filter: (source) => !source.endsWith(".ts"),
});
chmodSync(path.join(dist, "cli", "main.js"), 0o755);
