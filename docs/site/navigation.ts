/** One heading of the site's sidebar with its pages, by their path below `docs` (or, for those beside it, as they are staged). */
export interface Part {
  readonly title: string;
  readonly pages: readonly (readonly [title: string, page: string])[];
}

/** The sidebar, by who reads it. Every page of the site stands in it once. */
export const navigation: readonly Part[] = [
  {
    title: "Start here",
    pages: [
      ["What is here", "index.md"],
      ["Ten minutes with evenhand", "getting-started.md"],
      ["How to read a report", "reading-a-report.md"],
      ["What evenhand cannot tell you", "what-it-cannot-tell.md"],
    ],
  },
  {
    title: "For engineers",
    pages: [
      ["Add a gate", "guides/add-a-gate.md"],
      ["Bring your own model", "guides/bring-a-model.md"],
      ["Explain a gap", "guides/explain-a-gap.md"],
      ["Watch for drift", "guides/watch-for-drift.md"],
      ["Audit on a schedule", "guides/audit-on-a-schedule.md"],
      ["Suites", "suites.md"],
      ["Models", "models.md"],
      ["Models behind a URL", "remote-models.md"],
      ["Models that are code", "code-models.md"],
      ["Explanations", "explanations.md"],
      ["Explaining one decision", "explaining-a-decision.md"],
      ["Drift", "drift.md"],
      ["Schedules", "scheduling.md"],
      ["Keeping predictions", "keeping-predictions.md"],
      ["As a library", "library.md"],
    ],
  },
  {
    title: "For auditors",
    pages: [
      ["Check an audit", "guides/check-an-audit.md"],
      ["Sign off an audit", "guides/sign-off-an-audit.md"],
      ["Hand over an audit", "guides/hand-over-an-audit.md"],
      ["The archive", "archive.md"],
      ["Signatures and reviews", "signatures.md"],
      ["Findings", "findings.md"],
      ["Trends and alarms", "trends.md"],
      ["Policies", "policy.md"],
      ["Languages", "languages.md"],
      ["Interactive reports", "interactive-reports.md"],
    ],
  },
  {
    title: "For pipelines",
    pages: [
      ["Gate a pipeline", "guides/gate-a-pipeline.md"],
      ["Compare with a baseline", "guides/compare-with-a-baseline.md"],
      ["Choose outputs", "guides/choose-outputs.md"],
      ["Outputs and workflows", "ci/README.md"],
      ["Gates on growth", "regression-gates.md"],
    ],
  },
  {
    title: "Reference",
    pages: [
      ["Commands", "reference/commands.md"],
      ["The suite file", "reference/suite.md"],
      ["The run record", "reference/run.md"],
      ["Gates", "reference/gates.md"],
      ["Metrics", "reference/metrics.md"],
      ["Disparities", "reference/disparities.md"],
      ["Figures of other libraries", "reference/compatibility.md"],
      ["Formats, charts and sections", "reference/formats.md"],
      ["Errors", "errors.md"],
    ],
  },
  {
    title: "Grounds",
    pages: [
      ["Calibration", "calibration.md"],
      ["Reliability", "reliability.md"],
      ["Measures of other libraries", "catalogue.md"],
      ["Terms in three languages", "terms.md"],
      ["One supervised process", "decisions/0001-one-supervised-process.md"],
      ["The record is the hinge", "decisions/0002-the-record-is-the-hinge.md"],
      ["Fixed-point sums", "decisions/0003-fixed-point-sums.md"],
      ["Kernels for the innermost loops", "decisions/0004-kernels-for-the-innermost-loops.md"],
      ["Security", "project/security.md"],
      ["Contributing", "project/contributing.md"],
      ["Changes", "project/changelog.md"],
    ],
  },
];
