import { constants } from "node:fs";
import { access } from "node:fs/promises";
import os from "node:os";
import { toolVersion } from "../core/version.js";
import type { CommonOptions } from "./command.js";
import { installedVersion } from "./manifest.js";
import { paint, styleOf } from "./output.js";

interface Check {
  readonly name: string;
  readonly state: "ok" | "missing" | "broken";
  readonly detail: string;
}

/** A part that may be absent: what it is for, and how to add it. */
interface Part {
  readonly name: string;
  readonly packages: readonly string[];
  readonly purpose: string;
  readonly install: string;
}

const parts: readonly Part[] = [
  { name: "duckdb", packages: ["@duckdb/node-api"], purpose: "data engine", install: "npm install evenhand" },
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

/** `evenhand doctor`: no path, host or user name, so that it can be pasted in a bug report. Exit 3 when the data engine does not work. */
export async function run(options: CommonOptions): Promise<number> {
  const checks = [...(await Promise.all(parts.map(inspect))), await writeAccess()];
  const head = [
    `evenhand ${toolVersion}`,
    `node ${process.versions.node}`,
    `${os.platform()} ${os.arch()}`,
    `locale ${new Intl.NumberFormat().resolvedOptions().locale}`,
    offset(new Date()),
  ];
  if (options.json) console.log(JSON.stringify({ versions: head, checks }, null, 2));
  else console.log([head.join(" · "), ...checks.map(line)].join("\n"));
  return checks.some(({ name, state }) => name === "duckdb" && state !== "ok") ? 3 : 0;
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

async function writeAccess(): Promise<Check> {
  try {
    await access(process.cwd(), constants.W_OK);
    await access(os.tmpdir(), constants.W_OK);
    return { name: "disk", state: "ok", detail: "working folder and temporary folder can be written" };
  } catch {
    return {
      name: "disk",
      state: "broken",
      detail: "the working folder or the temporary folder cannot be written; use --out and TMPDIR",
    };
  }
}

function offset(now: Date): string {
  const hours = -now.getTimezoneOffset() / 60;
  return hours === 0 ? "UTC" : `UTC${hours > 0 ? "+" : "−"}${Math.abs(hours)}`;
}

function line({ name, state, detail }: Check): string {
  const colours = paint(styleOf(process.stdout));
  const shown = state === "ok" ? colours.within(state.padEnd(8)) : colours.undecided(state.padEnd(8));
  return `  ${shown} ${name.padEnd(12)} ${detail}`;
}
