import { spawnSync } from "node:child_process";

/** One thread, so that CPU seconds are those of the work. */
const threads = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** Runs a script of the peers in the interpreter that EVENHAND_BENCH_PYTHON names; its last line. @throws where it fails */
export function python(script: string, ...args: readonly (string | number)[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.env.EVENHAND_BENCH_PYTHON ?? "python3",
    ["-c", script, ...args.map(String)],
    { encoding: "utf8", env: { ...process.env, ...threads }, maxBuffer: 2 ** 26 },
  );
  if (status !== 0) throw new Error(stderr?.trim().split("\n").at(-1) ?? "no interpreter");
  return stdout.trim().split("\n").at(-1) ?? "";
}

/** Versions of the interpreter and some of its packages. @throws where one is not installed */
export const pythonVersions = (...packages: readonly string[]): string =>
  python(
    `import importlib.metadata as m, platform, sys
print(" · ".join(["Python " + platform.python_version()] + [p + " " + m.version(p) for p in sys.argv[1:]]))`,
    ...packages,
  );
