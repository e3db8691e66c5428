import { constants } from "node:fs";
import { access, mkdtemp, rm, statfs } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { toolVersion } from "../core/version.js";
import { Duckdb } from "../engines/duckdb.js";
import type { CommonOptions } from "./command.js";
import { installedVersion } from "./manifest.js";
import { paint, styleOf } from "./output.js";

/** `note`: neither good nor bad, but a bug report is easier to read with it. */
interface Check {
  readonly name: string;
  readonly state: "ok" | "missing" | "broken" | "note";
  readonly detail: string;
}

/** A part that may be absent: what it is for, and how to add it. */
interface Part {
  readonly name: string;
  readonly packages: readonly string[];
  readonly purpose: string;
  readonly install: string;
}

const engine: Part = {
  name: "duckdb",
  packages: ["@duckdb/node-api"],
  purpose: "data engine",
  install: "npm install evenhand",
};

const runtimes: readonly Part[] = [
  {
    name: "tfjs",
    packages: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"],
    purpose: "models: tfjs-layers, tfjs-graph (WebAssembly)",
    install: "npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0",
  },
  {
    name: "tfjs-node",
    packages: ["@tensorflow/tfjs-node"],
    purpose: "models: tfjs-*, tf-saved-model (native, optional)",
    install: "npm install @tensorflow/tfjs-node@4.22.0",
  },
  {
    name: "onnxruntime",
    packages: ["onnxruntime-node"],
    purpose: "models: onnx",
    install: "npm install onnxruntime-node@1.30.0",
  },
];

/** What nothing works without: exit 3 where one of these is not ok. */
const needed: readonly string[] = ["node", "duckdb", "disk"];

/** `evenhand doctor`: no path, host or user name, so that it can be pasted in a bug report. Exit 3 when what is needed does not work. */
export async function run(options: CommonOptions): Promise<number> {
  const checks: Check[] = [
    node(),
    await data(),
    { name: "trees", state: "ok", detail: "built in  models: xgboost, lightgbm, catboost" },
    ...(await Promise.all(runtimes.map(inspect))),
    await disk(),
    clock(new Date()),
    { name: "machine", state: "note", detail: machine() },
    { name: "terminal", state: "note", detail: terminal() },
    { name: "environment", state: "note", detail: environment() },
  ];
  const head = [
    `evenhand ${toolVersion}`,
    `node ${process.versions.node}`,
    `${os.platform()} ${os.arch()}`,
    `locale ${new Intl.NumberFormat().resolvedOptions().locale}`,
    offset(new Date()),
  ];
  const bad = checks.filter(({ name, state }) => needed.includes(name) && state !== "ok");
  if (options.json) console.log(JSON.stringify({ versions: head, checks }, null, 2));
  else console.log([...(options.quiet ? [] : [head.join(" · ")]), ...shownOf(checks, options).map(line)].join("\n"));
  return bad.length > 0 ? 3 : 0;
}

/** Quietly, only what is missing or broken. */
const shownOf = (checks: readonly Check[], { quiet }: CommonOptions): readonly Check[] =>
  quiet ? checks.filter(({ state }) => state === "missing" || state === "broken") : checks;

/** Oldest Node, as package.json has it; a test holds them equal. */
export const oldestNode = [20, 19] as const;

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const detail = `${process.versions.node}  runs evenhand`;
  return isOld
    ? {
        name: "node",
        state: "broken",
        detail: `${process.versions.node} is too old; install ${oldestNode.join(".")} or newer`,
      }
    : { name: "node", state: "ok", detail };
}

/** Whether the engine not only loads but counts. */
async function data(): Promise<Check> {
  const found = await inspect(engine);
  if (found.state !== "ok") return found;
  const workFolder = await mkdtemp(path.join(os.tmpdir(), "evenhand-")).catch(() => null);
  if (workFolder === null) return found; // the disk's own line says it
  try {
    const duckdb = await Duckdb.open({ memoryLimit: "256MB", threads: 1, workFolder, files: [] });
    try {
      const [answer] = await duckdb.row("SELECT sum(n)::INTEGER FROM range(10) AS numbers(n)");
      if (answer === 45) return found;
    } finally {
      duckdb.close();
    }
  } catch {
    // said below
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  return { name: engine.name, state: "broken", detail: `loads but does not count; to mend: ${engine.install}` };
}

async function inspect(part: Part): Promise<Check> {
  const versions = await Promise.all(part.packages.map(installedVersion));
  if (versions.some((found) => found === null))
    return { name: part.name, state: "missing", detail: `${part.purpose}; to add: ${part.install}` };
  const version = versions[0]?.[1] ?? "";
  try {
    for (const name of part.packages) await import(name);
    return { name: part.name, state: "ok", detail: `${version}  ${part.purpose}` };
  } catch {
    return {
      name: part.name,
      state: "broken",
      detail: `${version} is installed but does not load; to mend: ${part.install}`,
    };
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

async function disk(): Promise<Check> {
  try {
    await access(process.cwd(), constants.W_OK);
    await access(os.tmpdir(), constants.W_OK);
    const [here, temporary] = [await statfs(process.cwd()), await statfs(os.tmpdir())];
    const free = (found: typeof here): string => gigabytes(found.bavail * found.bsize);
    return {
      name: "disk",
      state: "ok",
      detail: `working folder (${free(here)} free) and temporary folder (${free(temporary)} free) can be written`,
    };
  } catch {
    return {
      name: "disk",
      state: "broken",
      detail: "the working folder or the temporary folder cannot be written; use --out and TMPDIR",
    };
  }
}

/** No audit was made before this year: a clock that says so would date the archive wrongly. */
const firstYear = 2026;

function clock(now: Date): Check {
  const shown = `${now.toISOString().slice(0, 16)}Z`;
  return now.getUTCFullYear() < firstYear
    ? {
        name: "clock",
        state: "broken",
        detail: `${shown} is in the past: runs and signatures would bear it; set the clock`,
      }
    : { name: "clock", state: "ok", detail: shown };
}

const machine = (): string => `${os.availableParallelism()} processors, ${gigabytes(os.totalmem())} of memory`;

function terminal(): string {
  const { terminal, colour, unicode, columns } = styleOf(process.stdout);
  const where = terminal ? `${columns} columns` : "stdout is no terminal";
  return `${where}, ${colour ? "colour" : "no colour"}, ${unicode ? "UTF-8" : "ASCII"}`;
}

/** Names of variables that change what evenhand does; values may be secrets. */
function environment(): string {
  const others = ["NO_COLOR", "FORCE_COLOR", "TMPDIR", "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "XDG_CACHE_HOME"];
  const known = (name: string): boolean => /^EVENHAND_[A-Z_]+$/.test(name) || others.includes(name);
  const set = Object.keys(process.env).filter(known).sort();
  return set.length === 0 ? "no variable of evenhand's is set" : `${set.join(", ")} set`;
}

function offset(now: Date): string {
  const hours = -now.getTimezoneOffset() / 60;
  return hours === 0 ? "UTC" : `UTC${hours > 0 ? "+" : "−"}${Math.abs(hours)}`;
}

function line({ name, state, detail }: Check): string {
  const colours = paint(styleOf(process.stdout));
  const colour = state === "ok" ? colours.within : state === "note" ? colours.dim : colours.undecided;
  return `  ${colour(state.padEnd(8))} ${name.padEnd(12)} ${detail}`;
}
