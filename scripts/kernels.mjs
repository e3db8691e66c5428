// Compiles the WebAssembly kernels of src, AssemblyScript in files *.as, to *.wasm beside them; those that are newer than their source stay.
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("../src", import.meta.url));
// The compiler knows sources by names that end so.
const source = "kernel.ts";
const target = "kernel.wasm";
// The memory is the caller's, who lays it out: nothing is allocated, so there is no runtime.
const options = ["-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd", "--outFile", target];

/** The bytes of a kernel. */
async function compiled(file) {
  const { default: asc } = await import("assemblyscript/asc");
  let bytes = null;
  const { error, stderr } = await asc.main([source, ...options], {
    readFile: (name) => (name === source ? readFileSync(file, "utf8") : null),
    writeFile: (_, content) => {
      bytes = content;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${file}: ${stderr.toString()}`, { cause: error });
  return bytes;
}

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

export async function ensureKernels() {
  for (const name of readdirSync(sources, { recursive: true })) {
    if (!name.endsWith(".as")) continue;
    const file = path.join(sources, name);
    const kernel = file.replace(/\.as$/, ".wasm");
    if (changed(kernel) > changed(file)) continue;
    // Tests that run side by side may all find it missing.
    const draft = `${kernel}.${process.pid}`;
    writeFileSync(draft, await compiled(file));
    renameSync(draft, kernel);
  }
}
