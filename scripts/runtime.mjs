// Bundles what makes a report interactive, src/report/interactive/browser, to one script beside it; a bundle newer than its sources stays.
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "./setup.mjs";

const folder = path.join(root, "src", "report", "interactive");
const target = path.join(folder, "runtime.min.js");
const packages = path.join(root, "node_modules");
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/**
 * Vega's transforms come as one file each package, of which a bundler keeps everything. Their sources are one file per transform: only
 * those that are named are taken.
 */
const picked = /^vega-(?:transforms|encode|view-transforms)$/;
const handPicked = {
  name: "hand-picked",
  setup(bundle) {
    bundle.onResolve({ filter: picked }, ({ path: name }) => ({
      path: path.join(packages, name, "index.js"),
      sideEffects: false,
    }));
    bundle.onResolve({ filter: /^\.\.?\// }, ({ path: name, resolveDir }) => {
      const [owner = ""] = path.relative(packages, resolveDir).split(path.sep);
      return picked.test(owner) ? { path: path.resolve(resolveDir, name), sideEffects: false } : undefined;
    });
  },
};

/** The packages whose code is in the bundle, with their licences: every report that carries the code carries these too. */
function licences(inputs) {
  const names = new Set();
  for (const input of Object.keys(inputs)) {
    const at = input.lastIndexOf("node_modules/");
    if (at >= 0) names.add(input.slice(at + "node_modules/".length).split("/")[0]);
  }
  const byText = new Map();
  for (const name of [...names].sort()) {
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((one) => path.join(packages, name, one)).find(existsSync);
    if (file === undefined) throw new Error(`${name} states no licence`);
    const text = readFileSync(file, "utf8").replaceAll("*/", "* /").replace(/\s+/g, " ").trim();
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  return Array.from(byText, ([text, of]) => `${of.join(", ")}: ${text}`).join("\n");
}

export async function ensureRuntime() {
  const sources = [fileOfThis, path.join(root, "package-lock.json")].concat(
    readdirSync(path.join(folder, "browser")).map((name) => path.join(folder, "browser", name)),
  );
  if (sources.every((file) => changed(target) > changed(file))) return;
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [path.join(folder, "browser", "main.ts")],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2023",
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
    plugins: [handPicked],
    metafile: true,
    write: false,
  });
  const used = Object.values(metafile.outputs)[0]?.inputs ?? {};
  const script = `/*! ${licences(used)} */\n${outputFiles[0].text}`;
  if (/<\/script|<!--/i.test(script))
    throw new Error("the runtime cannot stand in a page: it would end its own element");
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, script);
  renameSync(draft, target);
}

const fileOfThis = path.join(root, "scripts", "runtime.mjs");
