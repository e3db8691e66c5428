import { readLog } from "../audits/log.js";
import { auditsOfSuite, suiteTrends } from "../audits/trend-store.js";
import { trendRows } from "../audits/trends.js";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { decimal } from "../exports/gate-text.js";
import type { TrendPoint, TrendRow } from "../record/run-history.js";
import { archiveFolder, many, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsTrendOptions } from "./options.js";
import { paint, styleOf } from "./output.js";

/** `evenhand audits trend`: each gate of a suite over its audits, with the evidence of all of them together. */
export async function run(options: CommonOptions & AuditsTrendOptions): Promise<number> {
  const archive = archiveFolder(options);
  const log = await readLog(archive);
  if (auditsOfSuite(log, options.suite).length === 0)
    throw usage(`the archive ${shown(archive)} has no audit of a suite ${JSON.stringify(options.suite)}`, {
      hint: "evenhand audits list shows what it has; a suite goes by its name",
    });
  const { steps } = await suiteTrends(archive, log, options.suite, Number.POSITIVE_INFINITY);
  const rows = wanted(trendRows(steps, Number.POSITIVE_INFINITY), options.gate);
  if (options.json) {
    const document = { archive: shown(archive), suite: options.suite, trends: rows };
    process.stdout.write(`${visibleJson(JSON.stringify(document, null, 2))}\n`);
  } else print(rows, options.quiet);
  return 0;
}

function wanted(rows: readonly TrendRow[], gate: string | undefined): readonly TrendRow[] {
  if (gate === undefined) return rows;
  const found = rows.filter((row) => row.gate === gate);
  if (found.length > 0) return found;
  throw usage(`the last audit has no gate ${JSON.stringify(gate)}`, {
    hint: `it has ${rows.map((row) => row.gate).join(", ") || "none"}`,
  });
}

function print(rows: readonly TrendRow[], quiet: boolean): void {
  for (const row of rows) for (const line of linesOf(row)) console.log(line);
  if (quiet) return;
  const alarms = rows.filter(({ alarm_since }) => alarm_since !== null).length;
  console.log(`${many(rows.length, "gate")}, ${alarms === 0 ? "no alarm" : many(alarms, "alarm")}`);
}

function linesOf(row: TrendRow): string[] {
  const { over, dim } = paint(styleOf(process.stdout));
  const parts = [row.metric, row.attribute, row.class, row.stratum, row.disparity].filter((part) => part !== null);
  const head = visible(`${row.gate}: ${parts.join(" ")}`);
  const alarm =
    row.alarm_since === null ? [] : [over(`  ALARM since ${row.alarm_since.slice(0, 10)}: ${alarmText(row)}`)];
  const without = row.no_evidence === null ? [] : [dim(visible(`  no alarm can be raised: ${row.no_evidence}`))];
  const pair = row.group === null ? [] : [dim(visible(`  all audits together: ${pairText(row)}`))];
  return [head, ...row.points.flatMap(pointLines), ...pair, ...alarm, ...without, ""];
}

const alarmText = ({ points, confidence }: TrendRow): string =>
  `e-value ${evidence(points.at(-1)?.log_e ?? null)}, ${decimal(1 / (1 - confidence))} is enough`;

function pairText({ group, reference, points, confidence }: TrendRow): string {
  const last = points.at(-1);
  const bounds =
    last?.sequence_low === null || last === undefined
      ? "not the same gap in all of them"
      : `gap in [${decimal(last.sequence_low)}, ${decimal(last.sequence_high)}]`;
  return `${group} against ${reference ?? "everybody else"}, ${bounds} at ${decimal(100 * confidence)}% at all times`;
}

/** The audit's figures, and before them why the line is broken. */
function pointLines(point: TrendPoint): string[] {
  const { time, verdict, value, low, high, tolerance, n, log_e, repeats, breaks, alarm } = point;
  const broken = breaks.length === 0 ? [] : [`  ---- new ${breaks.join(", new ")} ----`];
  const columns = [
    time.slice(0, 16).replace("T", " "),
    verdict.padEnd(9),
    decimal(value).padStart(7),
    `[${decimal(low)}, ${decimal(high)}]`.padEnd(18),
    `limit ${decimal(tolerance)}`.padEnd(11),
    `n ${n === null ? "-" : Math.round(n)}`.padEnd(10),
    log_e === null ? "" : `e ${evidence(log_e)}${alarm ? " alarm" : ""}`,
  ];
  const said = repeats === null ? "" : `  same data or period as ${repeats}, counted once`;
  return [...broken, visible(`  ${columns.join("  ")}${said}`.trimEnd())];
}

const evidence = (logE: number | null): string => {
  if (logE === null) return "NA";
  return logE > Math.log(1e6) ? "over 1000000" : String(Number(Math.exp(logE).toPrecision(2)));
};
