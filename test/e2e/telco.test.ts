import { readFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { trainTelco } from "../../scripts/train-telco.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { evenhand, recordOf, workspace } from "./harness.js";

/** Churn rates by gender in the test rows, counted apart from the product. */
async function churnByGender(folder: string): Promise<Record<string, { n: number; churned: number }>> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const result = await connection.runAndReadAll(
    `SELECT gender, count(*)::INT AS n, sum((Churn = 'Yes')::INT)::INT AS churned FROM '${path.join(folder, "test.parquet")}' GROUP BY gender`,
  );
  return Object.fromEntries(
    result
      .getRowObjectsJson()
      .map(({ gender, n, churned }) => [String(gender), { n: Number(n), churned: Number(churned) }]),
  );
}

withFixtures("a model trained here on public churn data", () => {
  it("is checked, locked and audited through the command line", async () => {
    const cwd = workspace();
    const { unseen } = await trainTelco(fixturePath("datasets", "telco-churn", "telco_customer_churn.csv"), cwd);
    const check = await evenhand(["check", "telco-churn.yaml", "--lock"], { cwd });
    expect(check.stdout).toMatch(/now pinned/);
    expect(check.code).toBe(0);
    expect(readFileSync(path.join(cwd, "telco-churn.yaml"), "utf8")).toMatch(/lock: \{sha256: "?[0-9a-f]{64}/);
    const record = await recordOf("telco-churn.yaml", cwd);
    expect(record.data.pinned).toBe(true);
    expect(record.models[0]?.runtime).toMatch(/^tfjs/);
    for (const [group, { n, churned }] of Object.entries(await churnByGender(cwd))) {
      const row = record.population.find(
        (one) => one.attribute === "gender" && one.group === group && one.stratum === null,
      );
      expect(row).toMatchObject({ n, positives: churned });
    }
    const auc = record.groups.find(
      ({ metric, attribute, stratum }) => metric === "roc_auc" && attribute === null && stratum === null,
    );
    // Both rank the same float32 scores; exact up to ties that float64 and float32 order differently.
    expect(auc?.value).toBeCloseTo(unseen, 4);
  });
});
