// `npm run docs:site`: the documentation as a site in docs/site/dist. `--serve` shows it on this machine, `--base /path/` builds it to be served
// below a path. Installs the generator from its own lockfile, when that has not been done. Links that lead nowhere fail the build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stagedSite } from "./site-pages.js";
import { siteProblems } from "./site-problems.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const site = path.join(root, "docs", "site");
const [serve, at] = [process.argv.includes("--serve"), process.argv.indexOf("--base")];
const base = at < 0 ? "/" : (process.argv[at + 1] ?? "/");

/** Runs a program to its end, its output to stderr. Exits when it fails. */
function must(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { cwd: site, stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    console.error(`${program} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}`);
    process.exit(status || 1);
  }
}

function install(): void {
  const stamp = path.join(site, "node_modules", ".installed-from");
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(site, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.error("docs/site: installing the generator from its lockfile");
  must("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
  writeFileSync(stamp, wanted);
}

/** Writes pages and linked files to where the generator reads them. */
function stage(): number {
  const folder = path.join(site, ".cache", "pages");
  rmSync(folder, { recursive: true, force: true });
  const { pages, files } = stagedSite(root, (name) => {
    const file = path.join(root, name);
    return existsSync(file) ? readFileSync(file, "utf8") : null;
  });
  for (const [name, text] of pages) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  for (const name of files) cpSync(path.join(root, name), path.join(folder, "public", "files", name));
  return pages.size;
}

install();
const pages = stage();
const vitepress = path.join(site, "node_modules", "vitepress", "bin", "vitepress.js");
must(process.execPath, [vitepress, "build", ".", "--base", base]);
const problems = siteProblems(path.join(site, "dist"), base);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${pages} pages: docs/site/dist`);
if (serve) must(process.execPath, [vitepress, "preview", ".", "--base", base]);
