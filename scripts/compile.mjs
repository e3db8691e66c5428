// Compiles src, its kernels and the runtime of reports, copies what is read at run time (templates, styles, locales, kernels, runtime) to dist and makes the bin file executable.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { ensureKernels } from "./kernels.mjs";
import { ensureRuntime } from "./runtime.mjs";
import { root } from "./setup.mjs";

const finished = path.join(root, "dist");
/** Made here first: a build that fails leaves the one before as it was. */
const dist = path.join(root, "dist.new");
rmSync(dist, { recursive: true, force: true });
const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", path.join(root, "tsconfig.json"), "--outDir", dist], {
  stdio: ["ignore", 2, 2],
});
if (status !== 0) process.exit(status ?? 1);
await ensureKernels();
await ensureRuntime();
cpSync(path.join(root, "src"), dist, {
  recursive: true,
  filter: (source) => !/\.(ts|as)$/.test(source),
});
await joinModules();
chmodSync(path.join(dist, "cli", "main.js"), 0o755);
rmSync(finished, { recursive: true, force: true });
renameSync(dist, finished);

/**
 * The two programs, each of a few files instead of hundreds: finding and reading these takes longer than most audits. Chunks
 * stand one folder below dist, as every module does, so that paths relative to a module stay true.
 */
async function joinModules() {
  await build({
    entryPoints: ["cli/main", "runner/workbench"].map((entry) => path.join(dist, `${entry}.js`)),
    outdir: dist,
    outbase: dist,
    chunkNames: "cli/[name]-[hash]",
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
}
