import type { GateRow } from "../../record/run-record.js";
import type { Check } from "../checks.js";
import type { Context } from "../context.js";
import { inputAmount, isOfInputs } from "../input-checks.js";
import { moreChecks, spelledOut } from "../more-checks.js";
import { attributeName, metricNames } from "../names.js";
import { code, type Rich, words } from "../rich-text.js";
import { about, comparison, counted, countOf, notJudged, uncertainty } from "../sentences.js";
import { row, table } from "../table.js";
import type { Material, SectionMaker } from "./section.js";

/** Why a check with a gap is undecided, where its interval does not say it. */
function undecidedBecause({ bound, value, low, high, tolerance }: GateRow): "judged_pass" | "too_few" | null {
  const far = bound === "at_most" ? high : low;
  if (value === null || tolerance === null) return null;
  if (far === null) return "too_few";
  return (bound === "at_most" ? far <= tolerance : far >= tolerance) ? "judged_pass" : null;
}

/** What would settle an undecided check, or could overturn a settled one. */
function details(context: Context, check: Check): Rich[] {
  const { gate, group, reference } = check;
  const found: Rich[] = [];
  const why = gate.verdict === "undecided" ? undecidedBecause(gate) : null;
  if (why !== null) found.push(context.t(`finding.because.${why}`));
  if (gate.n_needed !== null && group !== null && reference !== null) {
    const of = metricNames(context, gate.pair_metric ?? gate.metric ?? "").share?.of ?? context.t("people.rows");
    found.push(
      context.t("finding.needed", {
        n: about(gate.n_needed),
        of,
        now: countOf(context, group),
        now2: countOf(context, reference),
      }),
    );
  }
  const left = notJudged(context, gate, 12, true);
  if (left !== null) found.push(context.t("finding.not_judged", { groups: left }));
  if (check.unknown !== null)
    found.push(
      context.t("finding.unknown", {
        counted: counted(context, check.unknown),
        n: check.unknown,
        attribute: attributeName(context, gate.attribute),
      }),
    );
  return found;
}

const term = (check: Check): Rich => {
  const { metric, attribute, disparity } = check.gate;
  return [metric, attribute, disparity].flatMap((part, index) =>
    part === null ? [] : [...(index > 0 && !(index === 1 && metric === null) ? words(" · ") : []), ...code(part)],
  );
};

const finding = (context: Context, check: Check) => ({
  id: `finding-${check.number}`,
  verdict: check.gate.verdict,
  word: context.t(`verdict.${check.gate.verdict}`),
  term: term(check),
  sentences:
    check.gap.value === null ? [comparison(context, check)] : [comparison(context, check), uncertainty(context, check)],
  closing: context.t(`finding.verdict.${check.gate.verdict}`),
  details: details(context, check),
});

/** The same comparisons for the models that are not judged. */
function otherModels(context: Context, checks: readonly Check[]) {
  const [first, ...others] = context.record.models;
  if (first === undefined || others.length === 0) return null;
  const rows = checks.map((check) => {
    const cells = others.map(({ id }) => {
      if (isOfInputs(check.gate)) return inputAmount(context, check.gate, id);
      const found = context.find.disparity({ ...check.gate, model: id }, check.gate.disparity);
      return found === undefined ? null : check.amountOf(found);
    });
    return row(check.title, check.gap.tagged, ...cells);
  });
  const heads = [context.t("models.check"), ...[first, ...others].map(({ id }) => code(id))];
  return table(context.t("models.caption", { model: code(first.id) }), heads, heads.map((_, index) => index).slice(1), [
    { head: [], rows },
  ]);
}

async function make({ context, checks }: Material) {
  const spelled = checks.slice(0, spelledOut);
  const isWithin = ({ gate }: Check) => gate.verdict === "pass";
  const view = {
    open: spelled.filter((check) => !isWithin(check)).map((check) => finding(context, check)),
    withinTitle: context.t("findings.within"),
    within: spelled.filter(isWithin).map((check) => finding(context, check)),
    more: moreChecks(context, checks.slice(spelledOut)),
    quiet:
      checks.length === 0 ? context.t("findings.no_gates") : checks.every(isWithin) ? context.t("findings.quiet") : [],
    models: otherModels(context, checks),
  };
  return { template: "findings", view };
}

/** What differs, for whom, by how much, how sure, against which limit? */
export const findings: SectionMaker = { number: "1", id: "findings", make };
