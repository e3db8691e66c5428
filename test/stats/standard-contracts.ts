import { expect } from "vitest";
import type { Proportion } from "../../src/stats/index.js";
import * as stats from "../../src/stats/index.js";
import { all, below, type Contracts, elsewhere, given, limits, not, number, numbers } from "./contract.js";
import { closedForm, type Json, oracle, rootFound } from "./oracle.js";

const proportionIntervals = below(["[]"], {
  ...all(["x", "n", "alpha"], given),
  wilson: elsewhere("proportion-intervals", "wilson("),
  clopper_pearson: elsewhere("proportion-intervals", "clopperPearson("),
  jeffreys: elsewhere("proportion-intervals", "jeffreys("),
  agresti_coull: limits(({ x, n, alpha }) => stats.agrestiCoull([x, n], alpha), closedForm),
  wald: limits(({ x, n, alpha }) => stats.waldProportion([x, n], alpha), closedForm),
  wilson_cc_scipy: limits(({ x, n, alpha }) => stats.wilsonContinuity([x, n], alpha), closedForm),
});

/** A function of the two groups of a row (and its alpha) as one of the row. */
const ofTwo =
  <T>(of: (a: Proportion, b: Proportion, alpha: number) => T) =>
  ({ x1, n1, x2, n2, alpha }: Json): T =>
    of({ successes: x1, trials: n1 }, { successes: x2, trials: n2 }, alpha);
const oneOutcome = {
  when: ({ x1, n1, x2, n2 }: Json) => x1 + x2 === 0 || x1 + x2 === n1 + n2,
  why: "an outcome that never occurs is no evidence, where statsmodels answers NaN",
};
/** Where statsmodels raises: an empty cell. */
const emptyCell = ({ x1, n1, x2, n2 }: Json): boolean => [x1, n1 - x1, x2, n2 - x2].includes(0);
const certain = {
  when: ofTwo((a, b) => stats.zTestWald(a, b) === null),
  ours: null,
  why: "without variance Wald's statistic is infinite or NaN: no test",
};
const tostByWald = ofTwo((a, b) => stats.tost((at) => stats.zTestWald(a, b, at), -0.1, 0.1));
const wald = (a: Proportion, b: Proportion) => stats.zTestWald(a, b);
const score = (a: Proportion, b: Proportion) => stats.scoreTestDifference(a, b);
const tostByScore = ofTwo((a, b) => stats.tost((at) => stats.scoreTestDifference(a, b, at), -0.1, 0.1));
const tostByRatio = ofTwo((a, b) => stats.tost((at) => stats.scoreTestRatio(a, b, at), 0.8, 1.25));
/** Some table has exactly the observed size of the pooled z, yet a smaller one by the reference's rounded arithmetic. */
function losesTies({ x1, n1, x2, n2 }: Json): boolean {
  const exact = (x: number, y: number): readonly [bigint, bigint] => {
    const difference = BigInt(x * n2 - y * n1);
    return [difference * difference, BigInt((x + y) * (n1 + n2 - x - y))];
  };
  const rounded = (x: number, y: number): number => {
    const rate = (x + y) / (n1 + n2);
    return Math.abs((x / n1 - y / n2) / Math.sqrt(rate * (1 - rate) * (1 / n1 + 1 / n2)));
  };
  const [squares, scale] = exact(x1, x2);
  for (let x = 0; x <= n1; x++) {
    for (let y = 0; y <= n2; y++) {
      const [square, ownScale] = exact(x, y);
      if (square * scale === squares * ownScale && rounded(x, y) < rounded(x1, x2)) return true;
    }
  }
  return false;
}
const relative = true;
const defective = not(
  "statsmodels 0.15: a wrong constrained likelihood where the null difference is not 0, NaN at 0 or n",
);
const faulty = not("statsmodels 0.15: a wrong lower limit where all of a succeeded, NaN at 0/0; ratio_ci_* are right");

const twoProportions = below(["[]"], {
  ...all(["x1", "n1", "x2", "n2", "alpha"], given),
  diff_ci_wald: elsewhere("two-proportions", "diff_ci_wald", "waldDifference"),
  "diff_ci_agresti-caffo": elsewhere("two-proportions", "diff_ci_agresti-caffo", "agrestiCaffo"),
  diff_ci_newcombe: elsewhere("two-proportions", "diff_ci_newcombe", "newcombe"),
  diff_ci_miettinen_nurminen: elsewhere("two-proportions", "diff_ci_miettinen_nurminen"),
  diff_ci_mee_no_correction: limits(ofTwo(stats.mee), rootFound),
  statsmodels_diff_ci_score_DEFECTIVE: defective,
  statsmodels_ratio_ci_score: faulty,
  statsmodels_ratio_ci_score_no_correction: faulty,
  statsmodels_score_disagrees: not("names the peer's values that are wrong"),
  ratio_ci_miettinen_nurminen: elsewhere("two-proportions", "ratio_ci_miettinen_nurminen"),
  ratio_ci_koopman: limits(ofTwo(stats.koopman), rootFound),
  ratio_ci_log: elsewhere("two-proportions", "ratio_ci_log", "katz("),
  "ratio_ci_log-adjusted": limits(ofTwo(stats.katzAdjusted), closedForm),
  "scipy_relative_risk/relative_risk": number(ofTwo(stats.riskRatio), closedForm),
  "scipy_relative_risk/katz_log_ci": elsewhere("two-proportions", "scipy_relative_risk.katz_log_ci"),
  odds_ratio_ci_logit: limits(ofTwo(stats.oddsRatioWoolf), closedForm, {
    when: emptyCell,
    ours: { low: 0, high: null },
    why: "nothing is added to a zero, where statsmodels divides by it",
  }),
  "odds_ratio_ci_logit-adjusted": limits(ofTwo(stats.oddsRatioAdjusted), closedForm),
  "odds_ratio_ci_logit-smoothed": limits(ofTwo(stats.oddsRatioSmoothed), closedForm, {
    ...oneOutcome,
    ours: { low: 0, high: null },
  }),
  odds_ratio_ci_score: limits(ofTwo(stats.oddsRatioScore), rootFound, {
    when: emptyCell,
    ours: expect.anything(),
    why: "statsmodels raises where a cell is empty; a law holds those limits to the score at them",
  }),
  "scipy_odds_ratio_conditional/statistic": elsewhere("two-proportions", "scipy_odds_ratio_conditional"),
  "scipy_odds_ratio_conditional/ci_exact": elsewhere("two-proportions", "oddsRatioConditional", "ci_exact"),
  "scipy_odds_ratio_sample/statistic": elsewhere("two-proportions", "scipy_odds_ratio_sample", "oddsRatio("),
  "scipy_odds_ratio_sample/ci_woolf": elsewhere("two-proportions", "ci_woolf"),
  "ztest_pooled/z": number((row) => ofTwo(stats.zTestPooled)(row)?.z, closedForm),
  "ztest_pooled/p_two_sided": number((row) => ofTwo(stats.zTestPooled)(row)?.twoSided, closedForm, { relative }),
  "ztest_pooled/p_larger": number((row) => ofTwo(stats.zTestPooled)(row)?.greater, closedForm, { relative }),
  "ztest_unpooled_wald/z": number((row) => ofTwo(wald)(row)?.z, closedForm, { except: certain }),
  "ztest_unpooled_wald/p_two_sided": number((row) => ofTwo(wald)(row)?.twoSided, closedForm, {
    relative,
    except: certain,
  }),
  "score_test_diff0/z": number((row) => ofTwo(score)(row)?.z, closedForm, { except: { ...oneOutcome, ours: 0 } }),
  "score_test_diff0/p_two_sided": number((row) => ofTwo(score)(row)?.twoSided, closedForm, {
    relative,
    except: { ...oneOutcome, ours: 1 },
  }),
  fisher_less: elsewhere("two-proportions", "fisher_less", "fisherExact("),
  fisher_greater: elsewhere("two-proportions", "fisher_greater"),
  "fisher_two-sided": elsewhere("two-proportions", "fisher_two-sided"),
  barnard_two_sided_pooled: number((row) => ofTwo(stats.barnard)(row)?.twoSided, rootFound, {
    relative,
    except: {
      when: losesTies,
      ours: expect.any(Number),
      why: "SciPy compares rounded statistics, so that tables just as extreme fall out and its p is too small",
    },
  }),
  boschloo_two_sided: number((row) => ofTwo(stats.boschloo)(row)?.twoSided, rootFound, { relative }),
  ...below(["chi2_yates", "chi2_no_correction"], all(["chi2", "p", "dof"], elsewhere("two-proportions", "chi2_yates"))),
  ...all(["chi2_yates", "chi2_no_correction"], elsewhere("two-proportions", "chiSquaredTest", "error")),
  cohens_h: elsewhere("two-proportions", "cohens_h", "cohensH("),
  ...below(["tost_diff_margin_0.1/score_miettinen_nurminen"], {
    ...all(["z_lower", "z_upper", "p"], elsewhere("two-proportions", "score_miettinen_nurminen", "z_lower", "z_upper")),
    p_lower: number((row) => tostByScore(row)?.pLow, rootFound),
    p_upper: number((row) => tostByScore(row)?.pHigh, rootFound),
  }),
  "tost_diff_margin_0.1/wald/p": number((row) => tostByWald(row)?.p, closedForm, { except: certain }),
  "tost_diff_margin_0.1/wald/p_lower": number((row) => tostByWald(row)?.pLow, closedForm, { except: certain }),
  "tost_diff_margin_0.1/wald/p_upper": number((row) => tostByWald(row)?.pHigh, closedForm, { except: certain }),
  "tost_diff_margin_0.1/wald/z_lower": number(
    ofTwo((a, b) => stats.zTestWald(a, b, -0.1)?.z),
    closedForm,
    { except: certain },
  ),
  "tost_diff_margin_0.1/wald/z_upper": number(
    ofTwo((a, b) => stats.zTestWald(a, b, 0.1)?.z),
    closedForm,
    { except: certain },
  ),
  "tost_ratio_0.8_1.25_score/p": number((row) => tostByRatio(row)?.p, closedForm, {
    except: { ...oneOutcome, ours: 0.5 },
  }),
  "tost_ratio_0.8_1.25_score/p_lower": number((row) => tostByRatio(row)?.pLow, closedForm, {
    except: { ...oneOutcome, ours: 0.5 },
  }),
  "tost_ratio_0.8_1.25_score/p_upper": number((row) => tostByRatio(row)?.pHigh, closedForm, {
    except: { ...oneOutcome, ours: 0.5 },
  }),
});

const ofTable =
  <T>(of: (table: number[][]) => T) =>
  (row: Json): T =>
    of(row.table);
const tables = below(["[]"], {
  table: given,
  "chi2/expected": numbers(ofTable(stats.expectedCounts), closedForm),
  ...all(
    ["chi2/statistic", "chi2/p", "chi2/dof"],
    elsewhere("contingency-tables", "chi2.statistic", "chiSquaredTest("),
  ),
  ...all(["g_test/statistic", "g_test/p"], elsewhere("contingency-tables", "g_test", "gTest(")),
  cramers_v: elsewhere("contingency-tables", "cramersV("),
  cramers_v_bias_corrected: elsewhere("contingency-tables", "cramersVCorrected("),
  tschuprow: number(ofTable(stats.tschuprowsT), closedForm),
  pearson_contingency: number(ofTable(stats.contingencyCoefficient), closedForm),
  mutual_info_nats: elsewhere("contingency-tables", "mutualInformation("),
  normalized_mi_arithmetic: number(ofTable(stats.normalizedMutualInformation), closedForm),
  adjusted_mi: number(ofTable(stats.adjustedMutualInformation), closedForm),
  theils_u_cols_given_rows: elsewhere("contingency-tables", "theilsU("),
});

const tests = ["statistic", "p"];
const pairedAndStratified: Contracts = {
  ...below(["mcnemar/[]"], {
    table: given,
    "exact/statistic": number(({ table }) => Math.min(table[0][1], table[1][0]), 0),
    "exact/p": elsewhere("stratified", "mcnemarExact("),
    ...below(["chi2", "chi2_corrected"], all(tests, elsewhere("stratified", "mcnemarChiSquared(", "chi2_corrected"))),
  }),
  ...below(["stratified/[]"], {
    ...all(["name", "tables"], given),
    ...below(["cmh", "cmh_corrected"], all(tests, elsewhere("stratified", "cochranMantelHaenszel("))),
    ...below(["breslow_day", "breslow_day_tarone"], all(tests, elsewhere("stratified", "breslowDay("))),
    ...all(["mh_odds_ratio", "mh_odds_ratio_ci95_rbg"], elsewhere("stratified", "mantelHaenszelOddsRatio(")),
    mh_risk_ratio: elsewhere("stratified", "mantelHaenszelRiskRatio("),
  }),
};

const directions = ["two-sided", "less", "greater"];
const named = (stem: string): string[] => directions.map((direction) => `${stem}_${direction}`);
const ks = ({ x, y }: Json) => stats.kolmogorovSmirnov(stats.countValues(x), stats.countValues(y))!;
const twoSamples: Contracts = {
  ...below(["cases/[]"], {
    ...all(["name", "x", "y"], given),
    ...below(
      named("mannwhitney_asymptotic"),
      all(
        ["U", "p_continuity", "p_no_continuity"],
        elsewhere("two-samples", "mannwhitney_asymptotic", "continuity: false"),
      ),
    ),
    ...all(named("mannwhitney_exact"), elsewhere("two-samples", "mannwhitney_exact")),
    ...below(
      named("ks"),
      all(
        ["D", "p_exact", "p_asymptotic"],
        elsewhere("two-samples", "ks_$", "kolmogorovSmirnov(", ".D", "p_exact", "p_asymptotic"),
      ),
    ),
    "ks_two-sided/location": elsewhere("two-samples", ".location"),
    "ks_two-sided/sign": number((row) => (ks(row).above >= ks(row).below ? 1 : -1), 0),
    "ks_less/sign": number(() => -1, 0),
    "ks_greater/sign": number(() => 1, 0),
    ...all(["ks_less/location", "ks_greater/location"], not("only the place of the two-sided distance is printed")),
    ...below(["brunner_munzel_t"], all(tests, elsewhere("two-samples", "brunner_munzel_t", "brunnerMunzel("))),
    ...below(["welch"], all(["t", "df", "p", "ci95_diff"], elsewhere("two-samples", "welch(", "ci95_diff"))),
    wasserstein: elsewhere("two-samples", "wasserstein("),
    energy_distance: elsewhere("two-samples", "energyDistance("),
  }),
  ...below(["kruskal_score_by_age_band"], all(["H", "p"], elsewhere("two-samples", "kruskalWallis("))),
};

const permutations: Contracts = {
  ...below(["independent"], {
    ...all(["x", "y", "statistic"], given),
    ...all(
      ["n_permutations", "two-sided/statistic", "two-sided/p", "two_sided_abs_definition", "less/p", "greater/p"],
      elsewhere("permutation", "permutationMeans(", "n_permutations", "two-sided", "two_sided_abs_definition"),
    ),
    ...all(
      ["less/statistic", "greater/statistic"],
      number((row) => row.independent["two-sided"].statistic, 0),
    ),
  }),
  ...below(["binary_outcome_hypergeometric"], {
    ...below(["inputs"], all(["a_positive", "a_n", "b_positive", "b_n"], given)),
    exact_permutation_p_abs_diff: elsewhere("permutation", "permutationProportions(", "exact_permutation_p_abs_diff"),
  }),
  ...below(["paired_sign_flip"], {
    differences: given,
    ...all(["p_two_sided", "statistic"], elsewhere("permutation", "signFlip(", "p_two_sided")),
  }),
};

const adjusted = [
  "bonferroni",
  "sidak",
  "holm-sidak",
  "holm",
  "simes-hochberg",
  "hommel",
  "fdr_bh",
  "fdr_by",
  "fdr_tsbh",
];
const multiplicity = below(["[]"], {
  p: given,
  ...Object.fromEntries(
    adjusted.flatMap((method) =>
      ["adjusted", "reject_0.05"].map((key) => [`${method}/${key}`, elsewhere("multiplicity", method, key)]),
    ),
  ),
});

const power: Contracts = {
  ...below(["power_proportions_2indep/[]"], {
    ...all(["p1", "p2", "nobs1", "ratio_n2_over_n1", "alpha"], given),
    power: elsewhere("power", "differencePower("),
    ...all(["std_null", "std_alt"], not("on the way to the power, which is compared")),
  }),
  ...below(["normal_ind_power_cohen_h/[]"], {
    ...all(["p1", "p2", "nobs1", "ratio"], given),
    h: elsewhere("power", "cohensH("),
    power: elsewhere("power", "cohensHPower("),
    "n1_for_power_0.8": number(
      ({ h, ratio }) => stats.cohensHSampleSize(h, { alpha: 0.05, power: 0.8, ratio }),
      rootFound,
      {
        relative,
      },
    ),
  }),
  ...below(["samplesize/[]"], {
    ...all(["p1", "p2", "ratio", "alpha_one_tail", "power"], given),
    n1: elsewhere("power", "differenceSampleSize("),
  }),
  ...below(["tost_power/[]"], {
    ...all(["low", "upp", "nobs", "p_alt"], given),
    power_ztost_prop: elsewhere("power", "power_ztost_prop", "tostPowerProportion("),
  }),
  ...below(["minimum_detectable_difference/[]"], {
    ...all(["p2_reference", "n1", "n2", "power", "alpha"], given),
    mdd_upward: elsewhere("power", "mdd_upward", "minimumDetectableDifference("),
  }),
};

const runs = ["mean_of_5_runs", "min", "max"];
const bootstraps = (...extra: readonly string[]): Contracts => ({
  ...below(["percentile", "basic", "BCa"], all(runs, elsewhere("bootstrap", "expectWithinRuns", ...runs))),
  ...all(["estimate", ...extra], elsewhere("bootstrap", "reference.estimate", ...extra)),
});
const bootstrapped: Contracts = {
  ...below(["mean_lognormal"], { x: given, ...bootstraps("bca_acceleration_jackknife") }),
  ...below(["proportion"], {
    x: given,
    ...bootstraps("exact_percentile_limits", "exact_bootstrap_se"),
    estimate: number(({ proportion: { x } }) => x.filter((one: number) => one === 1).length / x.length, 0),
  }),
  ...below(["selection_rate_difference_within_group"], {
    ...all(["x1", "n1", "x2", "n2"], given),
    ...bootstraps("exact_bootstrap_se"),
  }),
};

/** Both scores of the rows of one gender, or of all rows, and whether a row is positive. */
function paired(name: string): stats.PairedAreas {
  const { columns } = oracle("data_binary").data;
  const chosen = (_: unknown, i: number): boolean => name === "overall" || name === `gender=${columns.gender[i]}`;
  const [scores, others, truth] = [columns.score, columns.score_b, columns.y_true].map((column) =>
    column.filter(chosen),
  );
  return stats.delongPaired(scores, others, truth)!;
}
const delongOf = (name: string): Contracts =>
  below([name], {
    ...all(["auc_score", "auc_score_b", "ci95_logit"], elsewhere("auc", "auc_$", "ci95_logit", "delong(")),
    covariance: numbers(() => {
      const { variances, covariance } = paired(name);
      return [variances[0], covariance, covariance, variances[1]];
    }, closedForm),
    se_score: number(() => Math.sqrt(paired(name).variances[0]), closedForm),
    ci95_normal: limits(() => stats.delongWald([paired(name).areas[0], paired(name).variances[0]], 0.05), closedForm),
    paired_z: number(() => paired(name).z, closedForm),
    paired_p: number(() => paired(name).p, closedForm, { relative }),
  });

/** Reference files c_*: standard methods, by other packages or direct formulas. */
export const standardContracts: Readonly<Record<string, Contracts>> = {
  c_proportion_intervals: proportionIntervals,
  c_two_proportions: twoProportions,
  c_tables: tables,
  c_paired_stratified: pairedAndStratified,
  c_two_samples: twoSamples,
  c_permutation: permutations,
  c_multiplicity: multiplicity,
  c_power: power,
  c_bootstrap: bootstrapped,
  c_delong: {
    ...delongOf("overall"),
    ...delongOf("gender=female"),
    ...delongOf("gender=male"),
    ...delongOf("gender=nonbinary"),
    ...all(["unpaired_female_vs_male/z", "unpaired_female_vs_male/p"], elsewhere("auc", "unpaired_female_vs_male")),
  },
  c_divergence: {
    kl_nats: elsewhere("divergence", "kullbackLeibler("),
    js_distance_base2: elsewhere("divergence", "js_distance_base2"),
    js_divergence_base2: elsewhere("divergence", "jensenShannon("),
    hellinger: elsewhere("divergence", "hellinger("),
    total_variation: elsewhere("divergence", "totalVariation("),
    psi: elsewhere("divergence", "populationStability("),
    wasserstein_ordinal_0123: elsewhere("divergence", "wasserstein_ordinal_0123"),
  },
  c_special_functions: {
    norm_ppf: elsewhere("special-functions", "norm_ppf", "normalQuantile("),
    norm_sf: elsewhere("special-functions", "norm_sf", "normalUpper("),
    beta_ppf: elsewhere("special-functions", "beta_ppf", "betaQuantile("),
    chi2_sf: elsewhere("special-functions", "chi2_sf", "chiSquaredUpper("),
    t_sf: elsewhere("special-functions", "t_sf", "tUpper("),
    binom_cdf: elsewhere("special-functions", "binom_cdf", "incompleteBeta("),
    hypergeom_pmf: elsewhere("hypergeometric", "hypergeom_pmf", "hypergeometricProbability("),
    kolmogorov_sf: elsewhere("two-samples", "kolmogorov_sf", "kolmogorovUpper("),
  },
};
