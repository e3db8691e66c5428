// Kernels and the runtime of reports are compiled before the unit tests, whose modules find them beside their sources, as those of the build do.
import { ensureKernels } from "../scripts/kernels.mjs";
import { ensureRuntime } from "../scripts/runtime.mjs";

export async function setup() {
  await ensureKernels();
  await ensureRuntime();
}
