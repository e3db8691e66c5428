import { verdictLinePosition } from "../charts/index.js";
import { approvedLanguages, type Language } from "../core/languages.js";
import type { RunHistory } from "../record/run-history.js";
import type { RunRecord } from "../record/run-record.js";
import { checksOf } from "./checks.js";
import { type Context, contextOf } from "./context.js";
import { drawn, type Sketch } from "./figure.js";
import { collector } from "./interactive/collect.js";
import { people, spoken } from "./names.js";
import { code, named, plain, type Rich, words } from "./rich-text.js";
import { runtime } from "./runtime.js";
import { sections } from "./sections/index.js";
import { period } from "./sections/scope.js";
import type { Material } from "./sections/section.js";
import { lineEnd } from "./sections/verdict.js";
import { styleOf } from "./style.js";
import { page } from "./templates.js";

/** What was audited, on whom, in which period: one line under the title. */
function lede(context: Context): Rich {
  const { data, models } = context.record;
  const values = {
    model: context.list(models.slice(0, 3).map(({ id }) => code(id))),
    n: data.units ?? data.rows_kept ?? 0,
    people: people(context),
    period: period(context) ?? words(""),
  };
  return context.t(period(context) === null ? "lede.plain" : "lede.period", values);
}

export interface RenderOptions {
  readonly language?: Language;
  /** What the archive knew of the suite when the run was sealed, from `history.json`; default: nothing. */
  readonly history?: RunHistory | null;
  /** Whether the page gets a runtime: rows of figures tell their numbers, tables sort and filter. Default: no script at all. */
  readonly interactive?: boolean;
}

/**
 * The report of a run as one HTML file: no script (unless it is to be interactive), no request, every number in the page. The same record and history give the same
 * bytes, whenever and wherever: nothing else is read.
 */
export async function renderReport(record: RunRecord, options: RenderOptions = {}): Promise<string> {
  const { language = "en", history = null, interactive = false } = options;
  const context = contextOf(record, language);
  const checks = checksOf(context);
  let figures = 0;
  const live = interactive ? { ...runtime(), ...collector(context) } : null;
  const figure = async (sketch: Sketch) => {
    const made = await drawn(context, sketch, ++figures);
    live?.add(made, sketch);
    return made;
  };
  const material: Material = { context, checks, figure, choose: live?.choose ?? (async () => []), history };
  const printed = [];
  for (const { number, id, make } of sections) {
    const { template, view } = await make(material);
    const question = number === "0" ? [] : context.t(`section.${id}.question`);
    printed.push({
      number,
      id,
      title: context.t(`section.${id}.title`),
      question,
      template,
      view,
      first: number === "0",
    });
  }
  const title = spoken(context, record.suite.title) ?? named(record.suite.name);
  return page({
    language,
    ...styleOf(record.suite.name, verdictLinePosition(1, lineEnd(checks)), live?.css),
    generator: `${record.tool.name} ${record.tool.version}`,
    documentTitle: context.text("document.title", {
      title: plain(title),
      verdict: context.text(`strip.word.${record.verdict}`),
    }),
    skip: context.t("page.skip"),
    navigation: context.text("page.navigation"),
    organisation: spoken(context, record.suite.organisation),
    product: context.t("page.product"),
    title,
    lede: lede(context),
    sections: printed,
    live: live === null ? null : { code: live.code, hash: live.hash, content: live.content() },
    unreviewed: approvedLanguages.includes(language) ? null : context.t("page.unreviewed"),
  });
}
