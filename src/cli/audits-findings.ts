import { findingsOf, type GateFinding } from "../audits/findings.js";
import { readHistory } from "../audits/history.js";
import { trustedKeys } from "../audits/keys.js";
import { type Finding, type Log, readLog } from "../audits/log.js";
import { placeOf } from "../audits/places.js";
import { dayOf } from "../audits/said-values.js";
import { exitCodes, usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { driftText } from "../exports/gate-text.js";
import { archiveFolder, many, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsFindingsOptions } from "./options.js";
import { paint, styleOf } from "./output.js";

/** The findings of an archive today, and signed words that did not count. */
export async function archiveFindings(
  archive: string,
  keyFiles: readonly string[],
): Promise<{ log: Log; findings: readonly GateFinding[]; unproven: readonly Finding[] }> {
  const log = await readLog(archive);
  const { events, unproven } = await readHistory(archive, log, await trustedKeys(keyFiles));
  return { log, findings: findingsOf(events, dayOf(new Date())), unproven };
}

/** @throws Failure (usage) */
export function findingNamed(id: string, findings: readonly GateFinding[]): GateFinding {
  const found = findings.find((each) => each.id === id);
  if (found !== undefined) return found;
  throw usage(`there is no finding ${JSON.stringify(id)}`, { hint: "evenhand audits findings lists them" });
}

/** `evenhand audits findings`: gates that did not pass and were not closed since; with --overdue exit 1 when one is overdue. */
export async function run(options: CommonOptions & AuditsFindingsOptions): Promise<number> {
  const archive = archiveFolder(options);
  const { findings, unproven } = await archiveFindings(archive, options.key);
  const wanted = findings
    .filter(({ suite }) => options.suite === undefined || suite === options.suite)
    .filter(({ status, isOverdue }) => (options.overdue ? isOverdue : options.all || status !== "closed"));
  if (options.json) {
    const document = { archive: shown(archive), findings: wanted, unproven };
    process.stdout.write(`${visibleJson(JSON.stringify(document, null, 2))}\n`);
  } else print(archive, wanted, unproven, options);
  return options.overdue && wanted.length > 0 ? exitCodes.fail : exitCodes.pass;
}

function print(
  archive: string,
  findings: readonly GateFinding[],
  unproven: readonly Finding[],
  { quiet, overdue }: CommonOptions & AuditsFindingsOptions,
): void {
  for (const finding of findings) for (const line of linesOf(archive, finding)) console.log(line);
  for (const { file, problem } of unproven)
    process.stderr.write(visible(`  does not count: ${shown(placeOf(archive, file))} ${problem}\n`));
  if (quiet) return;
  const count = (status: GateFinding["status"]) => findings.filter((each) => each.status === status).length;
  const parts = (["open", "accepted", "closed"] as const).filter((status) => count(status) > 0);
  const told = parts.map((status) => `${count(status)} ${status}`).join(", ");
  process.stderr.write(`${overdue ? `${many(findings.length, "finding")} overdue` : told || "no open findings"}\n`);
}

function linesOf(archive: string, finding: GateFinding): string[] {
  const { over, within, undecided, dim, path } = paint(styleOf(process.stdout));
  const colour = { open: finding.isOverdue ? over : undecided, accepted: dim, closed: within }[finding.status];
  const { id, suite, gate, owner, due, acceptance, opened, last } = finding;
  const kind = gate.regression ? "regression" : driftText(gate);
  const asked = [gate.metric, gate.class, gate.attribute, gate.stratum, gate.disparity, kind].filter(
    (word) => word !== null,
  );
  const people = owner === null ? "nobody assigned" : `${owner}, due ${due}`;
  const told = [
    ["first", seenText(opened)],
    ["last", `${seenText(last)}${noteOf(finding)}`],
    ...(acceptance === null
      ? []
      : [
          [
            "accepted",
            `until ${acceptance.until} by ${acceptance.by}, signed ${acceptance.signedBy}: ${acceptance.why}`,
          ],
        ]),
  ].map(([word = "", text = ""]) => `    ${dim(word.padEnd(8))} ${visible(text)}`);
  return [
    `  ${colour(finding.isOverdue ? "OVERDUE" : finding.status)}  ${id}  ${visible(`${suite}: ${asked.join(" ")}; ${people}`)}`,
    ...told,
    `    ${path(visible(shown(placeOf(archive, last.run))))}`,
  ];
}

/** "2026-10-05 fail 0.103 [0.054, 0.137] at_most 0.05" */
function seenText({ time, verdict, value, low, high, bound, tolerance, reason }: GateFinding["last"]): string {
  const number = (each: number | null): string => (each === null ? "-" : String(Number(each.toPrecision(3))));
  const measured = value === null ? (reason ?? "no value") : `${number(value)} [${number(low)}, ${number(high)}]`;
  return `${time.slice(0, 10)} ${verdict} ${measured} ${bound} ${tolerance}`;
}

function noteOf({ isGone, isLoosened }: GateFinding): string {
  if (isGone) return "; the suite asks this no more, which closes nothing";
  return isLoosened ? "; it passed under an easier limit, which closes nothing" : "";
}
