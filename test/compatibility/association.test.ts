import { describe, expect, it } from "vitest";
import { compare, reproduced, tally } from "./tallies.js";

// 1e-14: the same few operations on numbers up to 1, in another order.
const close = (name: string, comparison: ReturnType<typeof compare>, expected: number) =>
  expect(reproduced(name, comparison).value, name).toBeCloseTo(expected, 14);

describe("SynapseML's own expected gaps", () => {
  // Nine rows, three of them positive: four men (two positive), three women (one), two others (none); FeatureBalanceMeasureSuite.
  const [men, women, others] = [tally([2, 0, 0, 2]), tally([1, 0, 0, 2]), tally([0, 0, 0, 2])];
  const comparison = compare(men, women, [men, women, others]);
  it.each([
    ["dp", 0.16666666666666669],
    ["sdc", 0.1190476190476191],
    ["ji", 0.20000000000000004],
    ["llr", 0.6931471805599454],
    ["pmi", 0.4054651081081645],
    ["n_pmi_y", -0.3690702464285426],
    ["n_pmi_xy", -0.03915457938162986],
    ["s_pmi", 1.0986122886681098],
    ["krc", 0.18801108758923135],
    ["t_test", 0.19245008972987523],
  ])("%s of labels and of predictions, which are the same here", (name, expected) => {
    close(`synapseml.${name}(label)`, comparison, expected);
    close(`synapseml.${name}(prediction)`, comparison, expected);
  });
  it("a group without the outcome has no information but minus infinity, and equal values no gap", () => {
    const absent = compare(others, women, [men, women, others]);
    expect(reproduced("synapseml.pmi(label)", absent).status).toBe("infinite");
    expect(reproduced("synapseml.llr(label)", absent).status).toBe("undefined");
    expect(reproduced("synapseml.pmi(label)", compare(others, others, [men, others])).value).toBe(0);
  });
});

describe("SynapseML's balance of sizes, by SciPy 1.17.1 and NumPy", () => {
  const groups = [tally([5, 1, 3, 11]), tally([15, 3, 5, 17]), tally([1, 2, 3, 9])];
  const sizes = compare(groups[0]!, groups[1]!, groups);
  it.each([
    ["kl_divergence", 0.08899853049407161],
    ["js_dist", 0.14805804838731365],
    ["inf_norm_dist", 0.2],
    ["total_variation_dist", 0.2],
    ["wasserstein_dist", 0.13333333333333333],
    ["chi_sq_stat", 14],
    ["chi_sq_p_value", 0.0009118819655545164],
    ["theil_l_index", 0.08798851527815486],
    ["theil_t_index", 0.08899853049407164],
    ["atkinson_index", 0.08422860595733439],
    ["atkinson_index(0.5)", 0.04355842888015582],
  ])("%s", (name, expected) => close(`synapseml.${name}`, sizes, expected));
});

describe("Giskard", () => {
  const [slice, rest] = [tally([5, 1, 3, 11]), tally([15, 3, 5, 17])];
  it("associations are those of SciPy 1.17.1 and scikit-learn 1.9.1", () => {
    close("giskard.cramer_v", compare(slice, rest), 0.14433756729740643);
    close("giskard.theil_u", compare(slice, rest), 0.01579619547430461);
  });
  it("disparate impact raises where nobody is selected in the reference group", () => {
    close("giskard.disparate_impact", compare(slice, rest), 6 / 20 / (18 / 40));
    expect(reproduced("giskard.disparate_impact", compare(slice, tally([0, 0, 5, 9]))).reason).toContain(
      "ZeroDivisionError",
    );
    expect(reproduced("giskard.theil_u", compare(tally([0, 0, 5, 9]), tally([0, 0, 1, 1]))).status).toBe("undefined");
  });
});

describe("fairmodels by hand", () => {
  const [group, privileged] = [tally([3, 1, 2, 14]), tally([6, 4, 2, 8])];
  it.each([
    ["tpr", 3 / 5, 6 / 8],
    ["tnr", 14 / 15, 8 / 12],
    ["ppv", 3 / 4, 6 / 10],
    ["npv", 14 / 16, 8 / 10],
    ["fnr", 2 / 5, 2 / 8],
    ["fpr", 1 / 15, 4 / 12],
    ["fdr", 1 / 4, 4 / 10],
    ["for", 2 / 16, 2 / 10],
    ["ts", 3 / 6, 6 / 12],
    ["stp", 4 / 20, 10 / 20],
    ["acc", 17 / 20, 14 / 20],
    ["f1", 6 / 9, 12 / 18],
  ])("parity_loss_%s is the size of the logarithm, either way round", (name, ofGroup, ofPrivileged) => {
    const expected = Math.abs(Math.log(ofGroup / ofPrivileged));
    close(`fairmodels.parity_loss_${name}`, compare(group, privileged), expected);
    close(`fairmodels.parity_loss_${name}`, compare(privileged, group), expected);
  });
  it("an infinite loss is NA, as is one of 0/0", () => {
    const missed = tally([0, 1, 5, 14]);
    expect(reproduced("fairmodels.parity_loss_tpr", compare(missed, privileged)).status).toBe("undefined");
    expect(reproduced("fairmodels.parity_loss_f1", compare(missed, privileged)).status).toBe("undefined");
  });
});
