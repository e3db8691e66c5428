import { createHash } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { canonicalJson, type Json } from "../audits/canonical-json.js";
import { checkpointName } from "../audits/checkpoint.js";
import { type AuditSummary, auditOf, type Entry } from "../audits/entry.js";
import { sealedRecord } from "../audits/history.js";
import { trustedKeys } from "../audits/keys.js";
import { type Log, readLog } from "../audits/log.js";
import { inArchive, isBelow, placeOf } from "../audits/places.js";
import { historyOfSuite } from "../audits/run-history.js";
import { dayOf } from "../audits/said-values.js";
import type { TrendStep } from "../audits/trends.js";
import { unusable, usage } from "../core/errors.js";
import { toolVersion } from "../core/version.js";
import { visible, visibleJson } from "../core/visible.js";
import { decimal } from "../exports/gate-text.js";
import { reasonOf, replaceFile } from "../record/run-folder.js";
import type { RunHistory } from "../record/run-history.js";
import {
  renderAudit,
  renderIndex,
  renderSuite,
  type SealedFacts,
  type SiteAudit,
  type SiteSettings,
  type SiteSuite,
} from "../report/site.js";
import { archiveFolder, many, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsSiteOptions } from "./options.js";

/** `evenhand audits site`: static pages of the archive. Pages whose content did not change are not written again. */
export async function run(options: CommonOptions & AuditsSiteOptions): Promise<number> {
  const archive = archiveFolder(options);
  const out = path.resolve(options.out ?? path.join(archive, "site"));
  const log = await readLog(archive);
  refuseRunFolders(archive, out, log);
  const site = await openSite(out);
  const pages = await pagesOf(archive, out, log, options);
  let written = 0;
  for (const page of pages) written += Number(await site.write(page));
  await site.close(pages.map(({ name }) => name));
  const index = shown(path.join(out, "index.html"));
  if (options.json) console.log(visibleJson(JSON.stringify({ index, pages: pages.length, written })));
  else {
    if (!options.quiet) process.stderr.write(`${many(pages.length, "page")}, ${written} written\n`);
    console.log(visible(index));
  }
  return 0;
}

/** A sealed run folder never gains a file. @throws Failure (usage) */
function refuseRunFolders(archive: string, out: string, { entries }: Log): void {
  const place = inArchive(archive, out);
  const inside = isBelow(archive, out) && entries.some(({ path: run }) => place === run || place.startsWith(`${run}/`));
  if (inside) throw usage(`${shown(out)} is a sealed run, which is never written into`, { hint: "name another --out" });
}

/** A page, and what it is made from: the same inputs give the same page. */
interface Page {
  readonly name: string;
  readonly inputs: readonly object[];
  render(): string | Promise<string>;
}

async function pagesOf(archive: string, out: string, log: Log, { lang }: AuditsSiteOptions): Promise<Page[]> {
  const checkpoint = checkpointName(log.checkpoint);
  const settings: SiteSettings = { language: lang, generator: `evenhand ${toolVersion}`, checkpoint };
  const audits = await auditsOf(archive, out, log);
  const today = { day: dayOf(new Date()), trusted: await trustedKeys([]) };
  const suites: SiteSuite[] = [];
  const pages: Page[] = [];
  for (const [name, own] of bySuite(audits)) {
    const { steps, ...history } = await historyOfSuite(archive, log, name, today);
    const suite = suiteOf(name, own, history);
    suites.push(suite);
    pages.push(suitePage(archive, settings, suite, own.at(-1)!, history));
    for (const [at, audit] of own.entries()) pages.push(auditPage(settings, audit, log, steps[at] ?? []));
  }
  suites.sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = audits.map(({ audit }) => audit).toReversed();
  return [
    ...pages,
    {
      name: "index.html",
      inputs: [settings, rows, suites],
      render: () => renderIndex(settings, rows, suites),
    },
  ];
}

/** An audit with its entry. */
interface Listed {
  readonly entry: Entry;
  readonly summary: AuditSummary;
  readonly audit: SiteAudit;
}

async function auditsOf(archive: string, out: string, { entries }: Log): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (const entry of entries) {
    const summary = auditOf(entry);
    if (summary === null) continue;
    const { suite, models, gates } = summary;
    const audit: SiteAudit = {
      ...{ entry: entry.index, time: entry.time, suite, models, gates, verdict: verdictOf(summary) },
      ...{ page: `audit-${entry.index}.html`, suitePage: suiteFile(suite) },
      report: await reportAddress(out, placeOf(archive, `${entry.path}/report.html`)),
    };
    listed.push({ entry, summary, audit });
  }
  return listed;
}

/** A later version of evenhand may have other verdicts: they are shown as not judged. */
const verdictOf = ({ verdict }: AuditSummary): SiteAudit["verdict"] =>
  (["pass", "fail", "undecided", "error"] as const).find((known) => known === verdict) ?? "none";

/** A suite's name may hold what no file's name can. */
const suiteFile = (name: string): string =>
  `suite-${createHash("sha256").update(name).digest("hex").slice(0, 12)}.html`;

async function reportAddress(out: string, file: string): Promise<string | null> {
  const isThere = await stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
  return isThere ? path.relative(out, file).split(path.sep).map(encodeURIComponent).join("/") : null;
}

function bySuite(audits: readonly Listed[]): Map<string, Listed[]> {
  const suites = new Map<string, Listed[]>();
  for (const one of audits) suites.set(one.audit.suite, [...(suites.get(one.audit.suite) ?? []), one]);
  return suites;
}

const suiteOf = (name: string, own: readonly Listed[], { findings, trends }: RunHistory): SiteSuite => ({
  ...{ name, page: suiteFile(name), audits: own.length, last: own.at(-1)!.audit },
  open: findings.filter(({ status }) => status === "open").length,
  overdue: findings.filter(({ is_overdue }) => is_overdue).length,
  alarms: trends.filter(({ alarm_since }) => alarm_since !== null).length,
});

function suitePage(
  archive: string,
  settings: SiteSettings,
  suite: SiteSuite,
  { entry }: Listed,
  { day, ...history }: RunHistory,
): Page {
  // Which day it is matters only where a finding becomes overdue, and that shows in the findings.
  const { language, generator } = settings;
  const inputs = [{ language, generator }, suite, history];
  return {
    ...{ name: suite.page, inputs },
    render: async () => renderSuite(settings, suite, await sealedRecord(archive, entry), { day, ...history }),
  };
}

/** Nothing of it changes once the audit is sealed, but what is said of it later. */
function auditPage(
  settings: SiteSettings,
  { entry, summary, audit }: Listed,
  { entries }: Log,
  steps: readonly TrendStep[],
): Page {
  const later = entries.filter(({ path: run, index }) => run === entry.path && index > entry.index);
  const { started, finished, tool } = summary;
  const facts: SealedFacts = {
    ...{ path: entry.path, manifest: entry.manifest_sha256, started, finished, tool },
    later: later.map(({ kind, time, index }) => ({ kind, time, entry: index })),
    checks: steps.map(checkOf),
  };
  const { language, generator } = settings;
  const inputs = [{ language, generator, report: audit.report }, entry, facts];
  return { name: audit.page, inputs, render: () => renderAudit(settings, audit, facts) };
}

function checkOf({ gate, point }: TrendStep): SealedFacts["checks"][number] {
  const parts = [gate.metric, gate.attribute, gate.class, gate.stratum, gate.disparity];
  const { verdict, value, low, high, bound, tolerance } = point;
  const limit = `${bound === "at_most" ? "≤" : "≥"} ${decimal(tolerance)}`;
  return {
    name: parts.filter((part) => part !== null).join(" "),
    verdict,
    figures: `${decimal(value)} [${decimal(low)}, ${decimal(high)}], ${limit}`,
  };
}

/** Names what pages hold beside their inputs; another number, and all of them are written anew. */
const format = 1;

/** Writes pages, and remembers what they were made from in `site.json` beside them. */
async function openSite(out: string) {
  const stateFile = path.join(out, "site.json");
  const known = await readState(stateFile);
  const hashes: Record<string, string> = {};
  await failing(out, () => mkdir(out, { recursive: true }));
  return {
    /** Whether the page had to be written. */
    async write({ name, inputs, render }: Page): Promise<boolean> {
      const hash = createHash("sha256")
        .update(canonicalJson([format, inputs] as unknown as Json))
        .digest("hex");
      hashes[name] = hash;
      const file = path.join(out, name);
      if (known[name] === hash && (await isThere(file))) return false;
      const text = await render();
      await failing(file, () => replaceFile(file, text));
      return true;
    },
    async close(names: readonly string[]): Promise<void> {
      const pages = Object.fromEntries(names.map((name) => [name, hashes[name]]));
      await failing(stateFile, () => replaceFile(stateFile, `${JSON.stringify({ pages })}\n`));
    },
  };
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** What pages were made from the last time; nothing where that cannot be told. */
async function readState(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    return (JSON.parse(await readFile(file, "utf8")) as { pages: Record<string, string> }).pages ?? {};
  } catch {
    return {};
  }
}

async function failing<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw unusable(`${shown(file)} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}
