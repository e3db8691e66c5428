import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderAudit, renderIndex, renderSuite, type SiteAudit, type SiteSuite } from "../../src/report/site.js";
import { historyOf } from "./history.js";
import { recordOf } from "./report.js";

const hostile = '"><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>';
const settings = { language: "en", generator: "evenhand 0.1.0", checkpoint: `3:${"a".repeat(64)}` } as const;

const audit = (entry: number, more: Partial<SiteAudit> = {}): SiteAudit => ({
  ...{ entry, time: "2026-11-05T06:12:00.000Z", suite: "churn", models: ["churn-v2"], verdict: "fail" },
  gates: { fail: 1, error: 0, undecided: 0, pass: 5 },
  ...{ page: `audit-${entry}.html`, suitePage: "suite-0123456789ab.html", report: "../churn/1/report.html" },
  ...more,
});
const suite: SiteSuite = {
  ...{ name: "churn", page: "suite-0123456789ab.html", audits: 3, last: audit(2), open: 2, overdue: 1, alarms: 1 },
};

const policy = (html: string): string => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

describe("renderIndex", () => {
  it("stays below 1 MB at 1,000 audits, with a row for each", () => {
    const audits = Array.from({ length: 1000 }, (_, entry) => audit(entry));
    const html = renderIndex(settings, audits, [suite]);
    expect(Buffer.byteLength(html)).toBeLessThan(1e6);
    expect(html.match(/<tr data-verdict=/g)).toHaveLength(1000);
  });

  it("admits its own style and script and nothing else", () => {
    const html = renderIndex(settings, [audit(0)], [suite]);
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
    const hash = createHash("sha256").update(script).digest("base64");
    expect(policy(html)).toContain(`script-src 'sha256-${hash}'`);
    expect(policy(html)).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it("shows names from files as they are, and as nothing else", () => {
    const html = renderIndex(
      settings,
      [audit(0, { suite: hostile, models: [hostile] })],
      [{ ...suite, name: hostile }],
    );
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<img");
    expect(html).not.toContain("\u202e");
  });

  it("says that an archive is empty", () => {
    expect(renderIndex(settings, [], [])).toContain("The archive holds no audit yet.");
  });

  it("says in a language that no native reader has approved that none has", () => {
    const said = (language: "en" | "da") => renderIndex({ ...settings, language }, [], []);
    expect(said("da")).toContain("endnu ikke godkendt");
    expect(said("en")).not.toContain("has not approved");
  });
});

describe("renderSuite", () => {
  it("has findings and trends, and no script", async () => {
    const html = await renderSuite(settings, suite, recordOf("typical"), historyOf(recordOf("typical")));
    expect(html).toContain("overdue");
    expect(html).toContain('class="drawing"');
    expect(html).not.toContain("<script");
    expect(policy(html)).not.toContain("script-src");
  });
});

describe("renderAudit", () => {
  it("says where the numbers come from", () => {
    const html = renderAudit(settings, audit(7), {
      ...{
        path: "churn/7",
        manifest: "b".repeat(64),
        started: "2026-11-05T06:11:00Z",
        finished: "2026-11-05T06:12:00Z",
      },
      ...{ tool: "0.1.0", later: [{ kind: "review", time: "2026-11-06T08:00:00Z", entry: 8 }] },
      checks: [{ name: "selection_rate gender max_difference", verdict: "fail", figures: "0.1 [0.06, 0.14], ≤ 0.05" }],
    });
    for (const text of ["b".repeat(64), settings.checkpoint, "review", "entry 8", "0.1 [0.06, 0.14]"])
      expect(html).toContain(text);
  });
});
