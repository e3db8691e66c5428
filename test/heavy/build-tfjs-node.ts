import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fixturePath, fixtures } from "../fixtures.js";

/** Where things that take minutes to make are kept between runs of the tests. */
const cacheFolder = (): string =>
  process.env.EVENHAND_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "evenhand");

/** A folder from which @tensorflow/tfjs-node loads with its native TensorFlow, or why there is none. */
export type Built = { readonly folder: string } | { readonly missing: string };

/** Builds the native addon once (about 40 s and 900 MB) and keeps it. @throws when the build itself is at fault. */
export function buildTfjsNode(): Built {
  const folder = path.join(cacheFolder(), "tfjs-node-4.22.0");
  if (isBuilt(folder)) return { folder };
  const missing = whatIsMissing();
  if (missing !== null) return { missing };
  mkdirSync(folder, { recursive: true });
  const build = spawnSync("bash", [fixturePath("tfjs-node", "build.sh"), folder], {
    encoding: "utf8",
    timeout: 900_000,
  });
  rmSync(path.join(folder, ".tfwheel"), { recursive: true, force: true });
  if (isBuilt(folder) && build.status === 0) return { folder };
  rmSync(folder, { recursive: true, force: true });
  const output = `${build.stdout}\n${build.stderr}`;
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|NewConnectionError|No matching distribution|ENOSPC|No space left/.test(
      output,
    )
  ) {
    return { missing: "the package registries, or 900 MB of disk" };
  }
  throw new Error(`the build of tfjs-node failed:\n${output.slice(-3000)}`);
}

function isBuilt(folder: string): boolean {
  const libraries = path.join(folder, "node_modules", "@tensorflow", "tfjs-node", "lib");
  return (
    existsSync(libraries) &&
    readdirSync(libraries).some((name) => existsSync(path.join(libraries, name, "tfjs_binding.node")))
  );
}

function whatIsMissing(): string | null {
  if (fixtures === null || !existsSync(path.join(fixtures, "tfjs-node", "build.sh")))
    return "the build script among the fixtures";
  if (process.platform !== "linux" || process.arch !== "x64") return "Linux on x64";
  const commands = ["bash", "npm", "g++", "make", "unzip", "pip", "python3"];
  const absent = commands.filter(
    (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).error !== undefined,
  );
  return absent.length > 0 ? absent.join(", ") : null;
}
