import { describe, expect, it } from "vitest";
import { sectionText } from "../report.js";

describe("reproduce and verify", () => {
  it("has the command, versions and full hashes, and no path", async () => {
    const text = await sectionText("typical", "reproduce");
    expect(text).toContain("evenhand run retention-offers.yaml --seed 1");
    expect(text).toContain(`interactions.parquet 1,204,331 ${"9f".repeat(32)}`);
    expect(text).toContain("Runtime of churn-v2.3 onnxruntime 1.30.0 (cpu)");
    expect(text).toContain("The time of the run, its host and all dependency versions stand in manifest.json");
    expect(text).not.toMatch(/\s\/(?:home|work|tmp|root|Users)\//);
  });
});
