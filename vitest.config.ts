import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/browser/**", "test/heavy/**", "test/interop/**"],
          globalSetup: "test/kernels.mjs",
        },
      },
      { extends: true, test: { name: "e2e", include: ["test/e2e/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "browser", include: ["test/browser/**/*.test.ts"], globalSetup: "test/kernels.mjs" },
      },
      {
        extends: true,
        test: { name: "interop", include: ["test/interop/**/*.test.ts"], globalSetup: "test/interop/install.ts" },
      },
      { extends: true, test: { name: "heavy", include: ["test/heavy/**/*.test.ts"] } },
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    reporters: ["default", "./test/skipped-reporter.ts"],
  },
});
