import type { Reporter, TestModule } from "vitest/node";
import { fixtures } from "./fixtures-path.js";

/** Says how many tests were skipped because the shared fixtures are absent, so that a green run without them is not mistaken for a full one. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let skipped = 0;
    for (const module of modules) for (const test of module.children.allTests("skipped")) skipped += test ? 1 : 0;
    if (fixtures === null) console.log(`shared fixtures absent (set EVENHAND_FIXTURES): ${skipped} tests skipped`);
    else
      console.log(
        `shared fixtures found${skipped === 0 ? "; no test skipped" : `; ${skipped} tests skipped for other reasons`}`,
      );
  }
}
