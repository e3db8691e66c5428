/** The layers of the product: a folder may import only what stands in its row. */
const mayImport = {
  core: [],
  stats: ["core"],
  sql: ["core"],
  record: ["core"],
  suite: ["core"],
  models: ["core"],
  engines: ["core", "sql"],
  aggregates: ["core", "sql"],
  metrics: ["core", "stats"],
  disparities: ["core", "stats"],
  compatibility: ["core", "stats", "metrics"],
  charts: ["core", "record"],
  gates: ["core", "stats", "record"],
  exports: ["core", "record"],
  privacy: ["core", "sql"],
  audits: ["core", "stats", "record"],
  sources: ["core", "sql", "engines"],
  inference: ["core", "stats", "metrics", "disparities"],
  attributions: ["core", "stats", "models"],
  report: ["core", "record", "charts"],
  explanations: ["core", "report"],
  runner: [
    "core",
    "stats",
    "sql",
    "record",
    "suite",
    "engines",
    "sources",
    "models",
    "aggregates",
    "metrics",
    "disparities",
    "compatibility",
    "inference",
    "attributions",
    "privacy",
  ],
  // cli and index.ts may import any folder and are imported by none
};
const pure = [
  "core",
  "stats",
  "sql",
  "aggregates",
  "metrics",
  "disparities",
  "compatibility",
  "inference",
  "gates",
  "charts",
];
const any = (folders) => `^src/(${folders.join("|")})/`;
const rule = (name, from, to) => ({ name, severity: "error", from, to });
module.exports = {
  forbidden: [
    rule("no-cycles", {}, { circular: true }),
    rule("pure-folders-do-no-io", { path: any(pure) }, { dependencyTypes: ["core"] }),
    rule("folder-is-in-the-table", { path: "^src/[^/]+/", pathNot: any([...Object.keys(mayImport), "cli"]) }, {}),
    ...Object.entries(mayImport).map(([folder, lower]) =>
      rule(`layer-${folder}`, { path: any([folder]) }, { path: "^src/", pathNot: any([folder, ...lower]) }),
    ),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
