import { existsSync, readFileSync } from "node:fs";

/** A compiled WebAssembly kernel: nothing is to be seen of it. */
export type Kernel = object;

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What is used of WebAssembly's interface: the types of Node do not have it. */
interface Engine {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => Kernel;
  readonly Memory: new (size: { initial: number }) => Memory;
  readonly Instance: new (module: Kernel, imports: { env: { memory: Memory } }) => { readonly exports: unknown };
}

const { WebAssembly: engine } = globalThis as object as { WebAssembly?: Engine };

/** A kernel of these bytes; null where there is no WebAssembly, or not the instructions that the kernel needs. */
export const compiled = (bytes: Uint8Array): Kernel | null =>
  engine?.validate(bytes) ? new engine.Module(bytes) : null;

/** Where each kernel stands, below the folder of layers: this module may be joined with others, in another folder of that depth. */
const places = {
  treeWalk: "models/trees/wasm/tree-walk.wasm",
  tableLoops: "attributions/tree-shap/wasm/table-loops.wasm",
  mixing: "attributions/wasm/mixing.wasm",
} as const;

const known = new Map<string, Kernel | null>();

/** A kernel; null where it was not built or the engine does not take it: plain loops then do the same, slower. */
export function kernel(name: keyof typeof places): Kernel | null {
  const place = places[name];
  if (!known.has(place)) {
    const file = new URL(`../${place}`, import.meta.url);
    known.set(place, existsSync(file) ? compiled(readFileSync(file)) : null);
  }
  return known.get(place) ?? null;
}

/** A kernel on a memory of its own. */
export interface Started<Functions> {
  readonly functions: Functions;
  readonly buffer: ArrayBuffer;
}

const pageBytes = 2 ** 16;
/** 1 GB: where more is needed, plain loops need less. */
const mostPages = 2 ** 14;

/** A kernel on a memory of its own, filled with zeros; null where so much memory cannot be had. `Functions` are what it exports. */
export function started<Functions>(module: Kernel, bytes: number): Started<Functions> | null {
  const pages = Math.ceil(bytes / pageBytes);
  if (engine === undefined || pages > mostPages) return null;
  try {
    const memory = new engine.Memory({ initial: pages });
    const { exports } = new engine.Instance(module, { env: { memory } });
    return { functions: exports as Functions, buffer: memory.buffer };
  } catch (problem) {
    if (problem instanceof RangeError) return null;
    throw problem;
  }
}

/** Lays out a kernel's memory: gives each part its first byte, one that 16 divides. */
export function memoryLayout(): { readonly next: (bytes: number) => number; readonly end: () => number } {
  let end = 0;
  const next = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 16) * 16;
    return start;
  };
  return { next, end: () => end };
}
