import { changesInOrder } from "../record/changes-in-order.js";
import type { ChangeRow, GateRow, RunRecord } from "../record/run-record.js";
import { worstFirst } from "../record/worst-first.js";
import { baselineText } from "./baseline-text.js";
import { changeCells, changedParts, changeSubject, flipsText } from "./change-text.js";
import { codeSpan } from "./code-span.js";
import type { Export, Material } from "./export.js";
import { countOf, decimal, driftText, type GateGroup, gateGroups } from "./gate-text.js";
import { type Block, withinBudget } from "./within-budget.js";

/** A comment of GitHub holds 65,536 characters, a step's summary a mebibyte. */
const budget = 60_000;

/** Markdown (GitHub's and GitLab's) of at most 60 kB, the worst gates first: job summaries, comments on pull requests. */
export const md: Export = {
  name: "md",
  what: "Markdown: job summaries and comments on pull requests, at most 60 kB",
  goesTo: "folder",
  files: (material) => [{ name: "report.md", content: document(material) }],
};

/** Invisible first line by which a comment is found again, so that it is replaced and not repeated. */
export const marker = (suite: string): string =>
  `<!-- evenhand ${suite.replace(/[^\p{L}\p{N}_. -]/gu, "_").replace(/-{2,}/g, "-")} -->`;

function document({ record }: Material): string {
  const head = [marker(record.suite.name), headline(record), "", counts(record), ""];
  const foot = [provenance(record)];
  const frame = [...head, ...foot].reduce((sum, line) => sum + Buffer.byteLength(line) + 1, cutNote(1e9).length + 2);
  const { lines, left } = withinBudget(blocksOf(record), budget - frame);
  const note = left === 0 ? [] : [cutNote(left), ""];
  return `${[...head, ...lines, ...note, ...foot].join("\n")}\n`;
}

const cutNote = (rows: number): string =>
  `${rows} more ${rows === 1 ? "row is" : "rows are"} left out here for want of room; the run's record has all of them.`;

const verdicts: Readonly<Record<RunRecord["verdict"], string>> = {
  fail: "■ failed",
  error: "■ could not be judged",
  undecided: "◇ undecided",
  pass: "● passed",
  none: "no gates, nothing was judged",
};

const headline = (record: RunRecord): string =>
  `## evenhand ${codeSpan(record.suite.name)}: ${verdicts[record.verdict]}`;

function counts({ gates, models, data, suite }: RunRecord): string {
  const count = (verdict: GateRow["verdict"]): number => gates.filter((gate) => gate.verdict === verdict).length;
  const judged =
    gates.length === 0
      ? []
      : [
          `**${count("fail")} of ${gates.length} gates over ${count("fail") === 1 ? "its limit" : "their limits"}**`,
          ...(count("error") > 0 ? [`${count("error")} could not be judged`] : []),
          `${count("undecided")} undecided`,
          `${count("pass")} within`,
        ];
  const people = data.units === null ? "" : ` of ${data.units} people`;
  const of = `${models.map(({ id }) => codeSpan(id)).join(", ")} on ${data.rows_kept} rows${people}, seed ${suite.seed}`;
  return `${[...judged, of].join(", ")}.`;
}

function blocksOf(record: RunRecord): Block[] {
  const gates = worstFirst(record);
  const open = gates.filter(({ verdict }) => verdict !== "pass");
  const within = gates.filter(({ verdict }) => verdict === "pass");
  return [
    { head: tableHead, rows: open.map((gate) => gateLine(record, gate)), end: [""] },
    {
      head: [
        `<details><summary>${within.length} within ${within.length === 1 ? "its limit" : "their limits"}</summary>`,
        "",
        ...tableHead,
      ],
      rows: within.map((gate) => gateLine(record, gate)),
      end: ["", "</details>", ""],
    },
    { head: ["Groups that could not be judged:", ""], rows: notJudged(gates), end: [""] },
    changeBlock(record),
  ].filter(({ rows }) => rows.length > 0);
}

/** What changed since the baseline, worst first. */
function changeBlock(record: RunRecord): Block {
  const { baseline, changes = [], models } = record;
  const flips = flipsText(record);
  return {
    head: [
      `Since ${codeSpan(baseline === undefined ? "" : baselineText(baseline))}:`,
      "",
      "| | gap | then | now | change | interval |",
      "| --- | --- | ---: | ---: | ---: | :---: |",
    ],
    rows: changesInOrder(changes).map((row) => {
      const [before, now, change, interval] = changeCells(row);
      const about = codeSpan(changeSubject(row, models.length > 1));
      return `| ${readings[row.reading]} | ${about} | ${before} | ${now} | ${change} | ${interval} |`;
    }),
    end: ["", ...[flips, changedParts(record)].flatMap((line) => (line === null ? [] : [codeSpan(line), ""]))],
  };
}

const readings: Readonly<Record<ChangeRow["reading"], string>> = {
  worse: "**worse**",
  cannot_tell: "cannot tell",
  not_worse: "not worse than the limit",
  better: "better",
};

const tableHead = [
  "| | gate | gap | interval | limit | groups, worse off first | |",
  "| --- | --- | ---: | :---: | ---: | --- | --- |",
];

const words: Readonly<Record<GateRow["verdict"], string>> = {
  fail: "■ **over**",
  error: "■ **error**",
  undecided: "◇ undecided",
  pass: "● within",
};

function gateLine(record: RunRecord, gate: GateRow): string {
  const bounds = gate.low === null && gate.high === null ? "" : `${decimal(gate.low)} to ${decimal(gate.high)}`;
  const growth = gate.regression ? "regression" : null;
  const about = [
    gate.metric,
    gate.attribute,
    gate.class,
    gate.stratum,
    gate.disparity,
    growth,
    driftText(gate),
  ].flatMap((part) => (part === null ? [] : [codeSpan(part)]));
  const model = record.models.length > 1 ? `${codeSpan(gate.model)}: ` : "";
  const cells = [
    words[gate.verdict],
    `${model}${about.join(" ")}`,
    decimal(gate.value),
    bounds,
    `${gate.bound === "at_most" ? "≤" : "≥"} ${decimal(gate.tolerance)}`,
    gateGroups(record, gate).map(groupText).join(", "),
    noteOf(gate),
  ];
  return `| ${cells.join(" | ")} |`;
}

function groupText(group: GateGroup): string {
  const value = group.row?.value ?? null;
  const count = countOf(group);
  return `${codeSpan(group.name)}${value === null ? "" : ` ${decimal(value)}`}${count === null ? "" : ` of ${count}`}`;
}

function noteOf(gate: GateRow): string {
  const needed = gate.n_needed === null ? [] : [`settles with about ${gate.n_needed} in each group`];
  // Reasons name groups of the data.
  const reason = gate.reason === null || gate.verdict === "pass" ? [] : [codeSpan(gate.reason)];
  return [...reason, ...needed].join("; ");
}

/** Groups that a gate could not judge, each once with its reason. */
function notJudged(gates: readonly GateRow[]): string[] {
  const lines = gates.flatMap(({ metric, disparity, attribute, not_judged }) =>
    not_judged.map(
      ({ group, reason, n }) =>
        `- ${codeSpan(metric ?? disparity)} by ${codeSpan(attribute)}: ${codeSpan(group)}${n === null ? "" : `, ${n} rows`}, ${codeSpan(reason)}`,
    ),
  );
  return [...new Set(lines)];
}

/** What a reader needs to find the run again, and what a passed gate does not say. */
function provenance({ tool, suite, data, models }: RunRecord): string {
  const short = (hash: string | null): string => (hash === null ? "unknown" : `\`${hash.slice(0, 12)}\``);
  const parts = [
    `evenhand ${codeSpan(tool.version)}`,
    `suite ${short(suite.sha256)}`,
    `data ${short(data.sha256)}${data.pinned ? " (pinned)" : " (not pinned)"}`,
    ...models.map(({ id, kind, sha256 }) => `model ${codeSpan(id)} ${sha256 === null ? kind : short(sha256)}`),
  ];
  return `<sub>${parts.join(" · ")}. A gate within its limit says that no gap above the limit was found in this data, not that there is none.</sub>`;
}
