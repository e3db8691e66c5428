import { describe, expect, it } from "vitest";
import type { ExplainedFigure, ExplainedOutput, ModelExplanation } from "../../src/core/explained.js";
import { judge } from "../../src/gates/judge.js";
import type { GateRow } from "../../src/record/run-record.js";
import { findings } from "../../src/runner/findings.js";
import type { GateFileSpec } from "../../src/suite/suite.js";
import { measuredOf, shareRows, suiteOf } from "../runner/audit.js";

const rows = [...shareRows("a", 300, 600), ...shareRows("b", 250, 500), ...shareRows("c", 20, 40)];

/** A t estimate with the given standard error, of so many rows. */
const estimate = (figure: string, value: number, error: number, n: number): ExplainedFigure => ({
  feature: null,
  figure,
  status: "ok",
  reason: null,
  n,
  units: n,
  value,
  low: value - 2 * error,
  high: value + 2 * error,
  interval: "t_mean",
  basis: [value, error, n - 1, n],
});

interface Explained {
  readonly gap?: number;
  readonly agreement?: Partial<ExplainedFigure>;
  readonly sizes?: Readonly<Record<string, number>>;
}

function outputOf({ gap = 0.2, agreement = {}, sizes = { a: 600, b: 500 } }: Explained): ExplainedOutput {
  const place = { attribute: "group", group: "b", reference: "a", p: null, p_adjusted: null };
  return {
    class: null,
    scale: "margin",
    base: 0,
    additivityError: 0,
    standardError: null,
    groups: Object.entries(sizes).flatMap(([group, n]) =>
      [
        estimate("mean_output", 0, 0.01, n),
        estimate("protected_or_proxy_share", group === "b" ? 0.4 : 0.3, 0.01, n),
      ].map((figure) => ({ ...figure, attribute: "group", group })),
    ),
    gaps: [
      { ...place, ...estimate("mean_attribution", gap, 0.01, 500), feature: "tenure" },
      { ...place, ...estimate("mean_attribution", -0.05, 0.01, 500), feature: "age" },
      { ...place, ...estimate("ndcg", 0.95, 0.01, 500), ...agreement },
    ],
  };
}

/** Judges one gate on the attributions of a model that runs. */
function gateOn(gate: Omit<GateFileSpec, "attribute">, explained: Explained = {}, hidden = 0): GateRow {
  const suite = {
    ...suiteOf(rows, {
      attributes: ["group"],
      suite: { metrics: ["selection_rate"], gates: [{ attribute: "group", ...gate }], suppressBelow: hidden },
    }),
    explain: { method: "auto", rows: 1000, precision: 0.05 } as const,
  };
  const measured = measuredOf(rows, { attributes: ["group"] });
  const explanation: ModelExplanation = {
    facts: {
      method: "tree_path",
      passedOver: [],
      proxyArea: 0.6,
      rows: 1000,
      units: 1000,
      background: null,
      calls: null,
      features: [],
      proxies: [],
      importance: [],
    },
    outputs: [outputOf(explained)],
  };
  const running = { ...suite, models: suite.models.map((model) => ({ ...model, kind: "xgboost" as const })) };
  const models = measured.models.map((model) => ({ ...model, explanation }));
  return judge(findings(running, { ...measured, models }, { seed: 1, toolVersion: "test" })).gates[0]!;
}

describe("a gate on attributions", () => {
  it("fails where one input makes more of the gap than is allowed, and names it", () => {
    expect(gateOn({ disparity: "attribution_gap", at_most: 0.1 })).toMatchObject({
      verdict: "fail",
      value: 0.2,
      group: "b",
      reference: "a",
      pair_metric: "tenure",
    });
  });

  it("counts gaps of either sign", () => {
    expect(gateOn({ disparity: "attribution_gap", at_most: 0.1 }, { gap: -0.2 })).toMatchObject({
      verdict: "fail",
      value: 0.2,
    });
  });

  it("passes below the limit, and is undecided at it", () => {
    expect(gateOn({ disparity: "attribution_gap", at_most: 0.3 }).verdict).toBe("pass");
    expect(gateOn({ disparity: "attribution_gap", at_most: 0.2 }).verdict).toBe("undecided");
  });

  it("limits the share that the attribute and its stand-ins carry, by the worst group", () => {
    expect(gateOn({ disparity: "proxy_share", at_most: 0.35 })).toMatchObject({
      verdict: "fail",
      value: 0.4,
      group: "b",
    });
    expect(gateOn({ disparity: "proxy_share", at_most: 0.5 }).verdict).toBe("pass");
  });

  it("asks for agreement of the order of inputs from below", () => {
    expect(gateOn({ disparity: "attribution_rank_agreement", at_least: 0.9 }).verdict).toBe("pass");
    expect(gateOn({ disparity: "attribution_rank_agreement", at_least: 0.99 }).verdict).toBe("fail");
  });

  it("never passes on a figure without an interval", () => {
    const agreement = {
      status: "not_estimable",
      reason: "fewer than 30 units in a group",
      interval: null,
      basis: null,
    } as const;
    expect(gateOn({ disparity: "attribution_rank_agreement", at_least: 0.5 }, { agreement })).toMatchObject({
      verdict: "undecided",
      reason: expect.stringContaining("fewer than 30 units"),
    });
  });

  it("does not pass while a group is too small to judge", () => {
    const gate = gateOn({ disparity: "attribution_gap", at_most: 0.3 }, { sizes: { a: 600, b: 20 } });
    expect(gate).toMatchObject({ verdict: "undecided", not_judged: [{ group: "b", n: 20 }] });
  });

  it("says nothing of a hidden group but that it is one", () => {
    const gate = gateOn({ disparity: "attribution_gap", at_most: 0.3 }, {}, 550);
    expect(gate.verdict).not.toBe("pass");
    expect(JSON.stringify(gate)).not.toContain("tenure");
  });
});
