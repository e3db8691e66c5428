import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Virtual environments take a while to make, and are kept between runs of the tests. */
export const heavyCache = path.join(
  process.env.EVENHAND_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "evenhand"),
);

/** Runs a program to its end; null where it is absent or takes longer than six minutes. */
export function finished(program: string, args: readonly string[], options: { cwd?: string; input?: string } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
    timeout: 360_000,
    ...options,
  });
  return error !== undefined || status === null ? null : { code: status, stdout, stderr };
}

/** The Python of a virtual environment with these packages; null where they cannot be fetched. */
export function pythonWith(name: string, packages: readonly string[]): string | null {
  const folder = path.join(heavyCache, name);
  const python = path.join(folder, "bin", "python");
  const ready = path.join(folder, ".ready");
  if (existsSync(ready)) return python;
  mkdirSync(heavyCache, { recursive: true });
  if (finished("python3", ["-m", "venv", folder])?.code !== 0) return null;
  if (finished(python, ["-m", "pip", "install", "-q", ...packages])?.code !== 0) return null;
  writeFileSync(ready, "");
  return python;
}
