// Kernels are compiled before the unit tests, whose modules find them beside their sources, as those of the build do.
export { ensureKernels as setup } from "../scripts/kernels.mjs";
