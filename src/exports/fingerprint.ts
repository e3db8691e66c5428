import { createHash } from "node:crypto";

/** What stays the same of a gate from run to run, whatever its figures and its line: by it services tell new findings from known ones. */
export const fingerprint = (suite: string, gate: string): string =>
  createHash("sha256")
    .update(JSON.stringify(["evenhand gate", suite, gate]))
    .digest("hex");
