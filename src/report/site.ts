import { createHash } from "node:crypto";
import { approvedLanguages, type Language } from "../core/languages.js";
import type { RunHistory } from "../record/run-history.js";
import type { RunRecord, Verdict } from "../record/run-record.js";
import { type Catalogue, loadCatalogue } from "./catalogue.js";
import { checksOf } from "./checks.js";
import { contextOf } from "./context.js";
import { drawn } from "./figure.js";
import { type Numbers, numbersOf } from "./numbers.js";
import { findingsTable } from "./open-findings.js";
import { code, named, plain, type Rich, words } from "./rich-text.js";
import { trend } from "./sections/trend.js";
import { siteScript } from "./site-script.js";
import { type Style, styleOf } from "./style.js";
import { row, type Table, table } from "./table.js";
import { page } from "./templates.js";

/** One audit of the archive, as a list shows it. */
export interface SiteAudit {
  readonly entry: number;
  /** When it was sealed, UTC. */
  readonly time: string;
  readonly suite: string;
  readonly models: readonly string[];
  readonly verdict: Verdict | "none";
  /** Checks by verdict. */
  readonly gates: Readonly<Record<Verdict, number>>;
  /** Addresses of its page, of its suite's page and of its report relative to the page they stand in; null: there is no report. */
  readonly page: string;
  readonly suitePage: string;
  readonly report: string | null;
}

/** A suite with its audits. */
export interface SiteSuite {
  readonly name: string;
  readonly page: string;
  readonly audits: number;
  readonly last: SiteAudit;
  readonly open: number;
  readonly overdue: number;
  readonly alarms: number;
}

/** What every page is made with. */
export interface SiteSettings {
  readonly language: Language;
  readonly generator: string;
  /** SIZE:ROOT of the log that the pages show. */
  readonly checkpoint: string;
}

/** What a page is called, and what it says. */
interface Content {
  readonly title: Rich;
  readonly lede: Rich;
  readonly template: "site-index" | "site-suite" | "site-audit";
  readonly view: object;
  /** Address of the page above; null: there is none. */
  readonly up: string | null;
}

interface Words extends Catalogue {
  readonly numbers: Numbers;
}

// An archive has a thousand pages of one language and one style.
const byLanguage = new Map<Language, Words>();
let style: Style | null = null;

function wordsOf(language: Language): Words {
  const known = byLanguage.get(language);
  if (known !== undefined) return known;
  const numbers = numbersOf(language);
  const fresh = { ...loadCatalogue(language, numbers), numbers };
  byLanguage.set(language, fresh);
  return fresh;
}

function siteStyle(): Style {
  style ??= styleOf("evenhand", 0);
  return style;
}

const scriptHash = createHash("sha256").update(siteScript).digest("base64").replace(/=$/, "");

function rendered(said: Words, { generator, checkpoint }: SiteSettings, content: Content): string {
  const { title, lede, template, view, up } = content;
  return page(
    {
      ...{ language: said.language, generator, title, lede, template, view },
      ...siteStyle(),
      documentTitle: plain(title),
      up: up === null ? null : { href: up, text: said.t("site.up") },
      script: template === "site-index" ? siteScript : "",
      scriptHash,
      skip: said.t("site.skip"),
      product: said.t("site.product"),
      provenance: [
        said.t("site.provenance"),
        said.t("site.verify"),
        ...(approvedLanguages.includes(said.language) ? [] : [said.t("page.unreviewed")]),
      ],
      checkpoint: code(checkpoint),
    },
    "site",
  );
}

/** The table of all audits, newest first, with search; and the suites. */
export function renderIndex(
  settings: SiteSettings,
  audits: readonly SiteAudit[],
  suites: readonly SiteSuite[],
): string {
  const said = wordsOf(settings.language);
  const head = (key: string): Rich => said.t(`site.head.${key}`);
  const verdicts = (["fail", "error", "undecided", "pass", "none"] as const).map((verdict) => ({
    ...{ verdict, word: said.t(`strip.word.${verdict}`) },
  }));
  const view = {
    suitesTitle: said.t("site.suites"),
    auditsTitle: said.t("site.audits"),
    heads: Object.fromEntries(
      ["suite", "count", "last", "open", "alarms", "time", "model", "verdict", "checks", "report"].map((key) => [
        key,
        head(key),
      ]),
    ),
    suites: suites.map((suite) => ({
      ...{ name: named(suite.name), href: suite.page, audits: words(said.numbers.integer(suite.audits)) },
      ...verdictView(said, suite.last),
      date: words(said.numbers.shortDate(suite.last.time)),
      open: said.t("site.open", { open: suite.open, overdue: suite.overdue }),
      alarms: words(said.numbers.integer(suite.alarms)),
    })),
    audits: audits.map((audit) => auditView(said, audit)),
    verdicts,
    find: {
      ...{ words: said.t("site.find.words"), verdict: said.t("site.find.verdict"), any: said.t("site.find.any") },
      ...{ shown: said.t("site.find.shown"), count: words(said.numbers.integer(audits.length)) },
    },
    none: audits.length === 0 ? said.t("site.none") : [],
  };
  const lede = said.t("site.lede", { audits: audits.length, suites: suites.length });
  return rendered(said, settings, { title: said.t("site.title"), lede, template: "site-index", view, up: null });
}

const verdictView = (said: Words, { verdict }: Pick<SiteAudit, "verdict">) => ({
  ...{ verdict, word: said.t(`strip.word.${verdict}`) },
});

function auditView(said: Words, audit: SiteAudit) {
  const { gates, time, suite, suitePage, models, page: href, report } = audit;
  return {
    ...verdictView(said, audit),
    ...{ time, href, suitePage, suite: named(suite), models: named(models.join(", ")) },
    date: words(`${said.numbers.shortDate(time)}, ${time.slice(11, 16)}`),
    checks: checksText(said, gates),
    report: report === null ? null : { href: report, text: said.t("site.report") },
  };
}

/** "1 over, 3 within": what there is of each verdict. */
function checksText(said: Words, gates: SiteAudit["gates"]): Rich {
  const present = (["fail", "error", "undecided", "pass"] as const).filter((verdict) => gates[verdict] > 0);
  const list = new Intl.ListFormat(said.language === "en" ? "en-GB" : said.language, { style: "short", type: "unit" });
  return present.length === 0
    ? said.t("site.checks.none")
    : list
        .formatToParts(present)
        .flatMap(({ type, value }) =>
          type === "element" ? said.t(`site.checks.${value}`, { n: gates[value as Verdict] }) : words(value),
        );
}

/** Open findings and trends of a suite. @param record of its last audit */
export async function renderSuite(
  settings: SiteSettings,
  suite: SiteSuite,
  record: RunRecord,
  history: RunHistory,
): Promise<string> {
  const said = wordsOf(settings.language);
  const context = contextOf(record, settings.language);
  let figures = 0;
  const { view: trends } = await trend.make({
    ...{ context, checks: checksOf(context), history },
    figure: (sketch) => drawn(context, sketch, ++figures),
    choose: async () => [],
  });
  const lede = said.t("site.suite.lede", {
    audits: suite.audits,
    date: said.numbers.date(suite.last.time),
    verdict: said.t(`strip.word.${suite.last.verdict}`),
  });
  const view = {
    findingsTitle: said.t("site.suite.findings"),
    findings: findingsTable(context, history),
    quiet: said.t("site.suite.no_findings"),
    trendTitle: said.t("section.trend.title"),
    trends,
    report: auditView(said, suite.last).report,
  };
  return rendered(said, settings, {
    ...{ title: named(suite.name), lede, template: "site-suite", view, up: "index.html" },
  });
}

/** What was sealed of one audit, and what was said of it since. */
export interface SealedFacts {
  readonly path: string;
  readonly manifest: string;
  readonly started: string;
  readonly finished: string;
  readonly tool: string;
  /** Later entries about the run: kind, time and place in the log. */
  readonly later: readonly { readonly kind: string; readonly time: string; readonly entry: number }[];
  /** The checks in field terms, with value and bounds. */
  readonly checks: readonly { readonly name: string; readonly verdict: Verdict; readonly figures: string }[];
}

export function renderAudit(settings: SiteSettings, audit: SiteAudit, facts: SealedFacts): string {
  const said = wordsOf(settings.language);
  const view = {
    ...auditView(said, audit),
    checksTable: checksTable(said, facts),
    facts: factsTable(said, audit, facts),
  };
  const lede = said.t("site.audit.lede", {
    suite: named(audit.suite),
    date: said.numbers.date(audit.time),
    verdict: said.t(`strip.word.${audit.verdict}`),
  });
  const title = said.t("site.audit.title", { entry: audit.entry, suite: named(audit.suite) });
  return rendered(said, settings, { title, lede, template: "site-audit", view, up: "index.html" });
}

function checksTable(said: Words, { checks }: SealedFacts): Table {
  const heads = ["check", "verdict", "figures"].map((key) => said.t(`site.head.${key}`));
  const rows = checks.map(({ name, verdict, figures }) =>
    row(code(name), said.t(`verdict.${verdict}`), words(figures)),
  );
  return table(said.t("site.audit.checks"), heads, [], [{ head: words(""), rows }]);
}

function factsTable(said: Words, audit: SiteAudit, facts: SealedFacts): Table {
  const fact = (key: string, value: Rich) => row(said.t(`site.fact.${key}`), value);
  const rows = [
    fact("run", code(facts.path)),
    fact("started", code(facts.started)),
    fact("finished", code(facts.finished)),
    fact("tool", code(`evenhand ${facts.tool}`)),
    fact("sealed", said.t("site.fact.entry", { time: code(audit.time), entry: audit.entry })),
    fact("manifest", code(facts.manifest)),
    ...facts.later.map(({ kind, time, entry }) =>
      row(code(kind), said.t("site.fact.entry", { time: code(time), entry })),
    ),
  ];
  return table(
    said.t("site.audit.facts"),
    [said.t("site.head.fact"), said.t("site.head.value")],
    [],
    [{ head: words(""), rows }],
  );
}
