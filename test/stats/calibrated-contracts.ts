import { balancedAccuracy } from "../../src/metrics/balanced-accuracy.js";
import { f1 } from "../../src/metrics/f1.js";
import { matthewsCorrelation } from "../../src/metrics/matthews-correlation.js";
import * as stats from "../../src/stats/index.js";
import { all, below, type Contracts, elsewhere, given, limits, not, number } from "./contract.js";
import { closedForm, type Json } from "./oracle.js";

const levels = ["90", "95"];
const verdicts = ["verdict", "verdict_small_groups_list"];

const gaps = below(["tables/[]/max_gap/[]"], {
  tolerance: given,
  ...all(
    ["value", "critical_value", "L", "U_judged", "U_all_groups", "judged", "not_judged", "se_constrained"],
    elsewhere("max-gap", "maxGap(", "reference.L", "U_judged", "U_all_groups", "not_judged", "se_constrained"),
  ),
  ...all(verdicts, elsewhere("max-gap", "gateVerdict(", ...verdicts)),
});
const ratios = below(["tables/[]/min_ratio/[]"], {
  threshold: given,
  ...all(
    ["value", "critical_value", "U", "L_judged", "L_all_groups", "judged", "not_judged"],
    elsewhere("max-gap", "minRatio(", "reference.U", "L_judged", "L_all_groups", "not_judged"),
  ),
  ...all(verdicts, elsewhere("max-gap", "gateVerdict(", ...verdicts)),
});
const odds = below(["equalized_odds/[]/[]"], {
  tolerance: given,
  ...all(["value", "L", "U_judged", "judged_in_both"], elsewhere("max-gap", "equalizedOdds(", "judged_in_both")),
  ...below(
    ["families/tpr", "families/fpr"],
    all(
      ["gap", "critical_value", "L", "U_judged", "judged"],
      elsewhere("max-gap", "ofReference.gap", "ofReference.critical_value", "ofReference.judged"),
    ),
  ),
  ...all(verdicts, elsewhere("max-gap", ...verdicts)),
});

const tails = ["z", "gamma", "z_corrected", "p_greater", "p_less", "p_two_sided"];
const scas = below(["[]"], {
  ...all(["x1", "n1", "x2", "n2"], given),
  difference: number(({ x1, n1, x2, n2 }) => x1 / n1 - x2 / n2, 0),
  ratio: number(
    ({ x1, n1, x2, n2 }) => stats.riskRatio({ successes: x1, trials: n1 }, { successes: x2, trials: n2 }),
    closedForm,
  ),
  ...below(
    ["intervals/*"],
    all(["difference_scas", "difference_mn", "ratio_scas", "ratio_mn"], elsewhere("scas", "ratio_scas", "ratio_mn")),
  ),
  ...below(["p_difference/*", "p_ratio/*"], all(tails, elsewhere("scas", "expectScore", ...tails))),
});

const pairedChange = below(
  ["[]/one_sided_95", "[]/two_sided_95"],
  all(
    ["gap_now", "gap_then", "change_of_gap", "interval_change", "growth_of_abs_gap", "growth_L", "growth_U"],
    elsewhere("tango", "pairedChange(", "gap_now", "interval_change", "growth_L", "growth_U"),
  ),
);
const pairedParts = below(
  ["[]/one_sided_95", "[]/two_sided_95"],
  all(
    ["tango_g", "tango_h", "interval_now_plus_then"],
    elsewhere("tango", "tango_g", "tango_h", "interval_now_plus_then"),
  ),
);

const clustered = below(["clustered/[]/*"], {
  icc_pooled: elsewhere("effective-size", "icc_pooled"),
  "difference_mover/*": elsewhere("effective-size", "difference_mover", "compareDifference("),
  ...below(
    ["groups/*"],
    all(
      [
        "n",
        "units",
        "p",
        "variance",
        "kish_units",
        "m_tilde",
        "deff",
        "n_eff_own",
        "n_eff_model",
        "n_eff",
        "df",
        "interval",
      ],
      elsewhere("effective-size", "clusteredProportion(", "m_tilde", "deff", "n_eff_own", "n_eff_model", "units"),
    ),
  ),
});
const weighted = below(
  ["weighted/[]/*"],
  all(
    ["n", "p", "variance", "kish", "n_eff_own", "n_eff", "df", "interval"],
    elsewhere("effective-size", "weightedProportion(", "of.kish", "of.n_eff_own", "of.n)"),
  ),
);

const reductions = {
  ...below(["cases/[]"], {
    f1: number((_, cells) => f1.of(cells), closedForm),
    balanced_accuracy: number((_, cells) => balancedAccuracy.of(cells), closedForm),
    mcc: number((_, cells) => matthewsCorrelation.of(cells), closedForm),
    ...below(levels, {
      ...all(["f1", "balanced_accuracy"], elsewhere("reductions", "reference.f1", "reference.balanced_accuracy")),
      ...below(
        ["mcc_fisher"],
        all(["mcc_plus_half", "se_plus_half", "interval"], elsewhere("reductions", "mcc_plus_half", "se_plus_half")),
      ),
    }),
  }),
  f1_difference_95_mover: elsewhere("reductions", "f1_difference_95_mover", "compareDifference("),
};
/** The plain logit interval of a case, from DeLong's variance without a floor. */
function plainLogit({ pos, neg }: Json, alpha: number) {
  const sorted = (scores: number[]): stats.ScoreCounts => {
    const { values, counts } = stats.countValues(scores);
    return { score: values, n: counts };
  };
  const { value, varianceDelong } = stats.delong(sorted(pos), sorted(neg))!;
  return stats.delongLogit([value, varianceDelong!], alpha);
}
const aucKeys = ["auc", "variance_delong", "variance_hanley_mcneil", "variance_used", "method", "interval"];
const auc = {
  ...below(
    levels.map((level) => `cases/[]/${level}`),
    all([...aucKeys, "interval_newcombe_5"], elsewhere("auc", ...aucKeys, "interval_newcombe_5")),
  ),
  "cases/[]/90/interval_logit_delong": limits((_, input) => plainLogit(input, 0.1), closedForm),
  "cases/[]/95/interval_logit_delong": limits((_, input) => plainLogit(input, 0.05), closedForm),
  ...all(["difference_mover/[]/pair"], given),
  "difference_mover/[]/interval_90": elsewhere("auc", "interval_90", "compareDifference("),
  ...below(["clustered/*"], {
    ...all(
      ["auc", "variance", "units_with_positive", "interval"],
      elsewhere("auc", "delongClustered(", "units_with_positive"),
    ),
    ...all(["units", "units_with_negative"], not("on the way to the variance, which is compared")),
  }),
};

/** Reference files g_*: the calibrated methods, by direct formulas. */
export const calibratedContracts: Readonly<Record<string, Contracts>> = {
  g_scas: scas,
  g_mover: below(["[]"], {
    difference: elsewhere("mover", "moverDifference("),
    "difference_correlation_0.4": elsewhere("mover", "difference_correlation_$", "0.4"),
    "difference_correlation_-0.3": elsewhere("mover", "difference_correlation_$", "-0.3"),
    ratio: elsewhere("mover", "moverRatio("),
  }),
  g_tango: below(["[]"], {
    estimate: number((_, [b, c, n]) => (b - c) / n, 0),
    ...all(["90", "95", "99"], elsewhere("tango", "tango(b, c, n")),
    "z_at/*": elsewhere("tango", "z_at", "tangoScore("),
  }),
  g_paired_change: { ...pairedChange, ...pairedParts },
  g_unit_clustered: { ...clustered, ...weighted },
  g_max_gap: {
    ...gaps,
    ...ratios,
    ...odds,
    "tukey_c/*": elsewhere("special-functions", "tukey_c", "tukeyCritical("),
  },
  g_reductions: reductions,
  g_auc: auc,
  g_evalue: {
    ...all(
      ["log_e_a_above_b", "log_e_b_above_a", "log_e"].map((key) => `cumulated_after_each_period/[]/[]/${key}`),
      elsewhere("evalue", "log_e_a_above_b", "log_e_b_above_a", "batchEvalue("),
    ),
    ...all(
      ["single_blocks/[]/projection", "single_blocks/[]/log_e"],
      elsewhere("evalue", "single_blocks", "projection", "blockLogEvalue("),
    ),
    ...below(["expectation/[]"], {
      ...all(["na", "nb", "pb", "ta", "tb", "delta"], given),
      "expectation_at_pa=pb+delta": elsewhere("evalue", "expectation_at_pa=pb+delta"),
    }),
  },
  g_between_group_sd: below(
    ["[]"],
    all(
      ["groups_used", "variance_raw", "sd_raw", "variance_debiased", "sd_debiased", "not_above_noise"],
      elsewhere("between-group-sd", "betweenGroupSd(", "groups_used", "sd_debiased", "not_above_noise"),
    ),
  ),
};
