import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { joinNames } from "../../src/core/groups.js";
import { evaluateTable, type TableSpec } from "../../src/evaluate-table.js";
import type { GroupRow, RunRecord } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { referenceNames } from "./reference-names.js";

type Value = number | string;
/** One group's figures as another library gives them; some of them in blocks by kind of average or by class. */
type Figures = { readonly [key: string]: Value | Figures };
type Group = Readonly<Record<string, string>>;

/** Where a figure of the file stands in our record: a metric's name, with its class where it has one. */
type Ours = string | { readonly metric: string; readonly class: string };

/** How a file's figures are to be read: each is ours, or differs for a reason that is said. */
interface Contract {
  readonly file: string;
  readonly spec: TableSpec;
  readonly ours: (path: readonly string[]) => Ours | undefined;
  /** Figures that are not ours as they stand, and why; by the first part of their path. */
  readonly differences: Readonly<Record<string, string>>;
  /**
   * Whether a group lacks what a figure divides by, so that it is undefined here; the file takes 0 for 0/0 or leaves a class out,
   * and so gives a number that says more of the convention than of the group.
   */
  readonly isEmpty?: (path: readonly string[], figures: Figures) => boolean;
  /** Figures that follow from ours. */
  readonly derived?: (path: readonly string[], value: (ours: Ours) => number | null) => number | null | undefined;
}

const read = (file: string) => JSON.parse(readFileSync(fixturePath("oracles", file), "utf8"));

const binaryNames: Readonly<Record<string, string>> = {
  ...referenceNames,
  brier: "brier_score",
  log_loss: "log_loss",
  "ece_width10.ece": "expected_calibration_error",
};

const binary: Contract = {
  file: "a_reference_binary.json",
  spec: {
    label: "y_true",
    prediction: "y_pred",
    score: "score",
    protected: ["gender", "age_band", "language"],
    intersections: [
      ["gender", "language"],
      ["gender", "age_band"],
      ["gender", "age_band", "language"],
    ],
    metrics: [...new Set(Object.values(binaryNames))],
  },
  ours: (path) => binaryNames[path.join(".")],
  differences: {
    weight_sum: "the record gives rows (n); the weights of a group are the denominators of its shares",
    ece_width10:
      "the largest error of a bin and the bins themselves are not in the record: the error is their weighted mean",
    ece_mass10:
      "the file deals equal scores to several bins, by the order of the rows; ours keeps them together, so that order says nothing",
  },
  derived: ([key = ""], value) => {
    const part = (metric: string, of: "numerator" | "denominator") => value(`${metric}.${of}`);
    if (key === "tp") return part("true_positive_rate", "numerator");
    if (key === "fn") return part("false_negative_rate", "numerator");
    if (key === "fp") return part("false_positive_rate", "numerator");
    return key === "tn" ? part("true_negative_rate", "numerator") : undefined;
  },
};

const classes = ["billing", "technical", "delivery", "complaint"];
const overClasses: Readonly<Record<string, string>> = {
  accuracy: "accuracy",
  balanced_accuracy: "macro_recall",
  mcc: "multiclass_matthews_correlation",
  cohen_kappa: "multiclass_kappa",
  "macro.precision": "macro_precision",
  "macro.recall": "macro_recall",
  "macro.f1": "macro_f1",
  "micro.precision": "micro_f1",
  "micro.recall": "micro_f1",
  "micro.f1": "micro_f1",
  "weighted.precision": "weighted_precision",
  "weighted.recall": "weighted_recall",
  "weighted.f1": "weighted_f1",
};
const byClass: Readonly<Record<string, string>> = {
  precision: "precision",
  recall: "true_positive_rate",
  f1: "f1",
  selection_rate: "selection_rate",
  fpr_one_vs_rest: "false_positive_rate",
};

const multiclass: Contract = {
  file: "b_multiclass.json",
  spec: {
    label: "y_true",
    prediction: "y_pred",
    scores: Object.fromEntries(classes.map((name) => [name, `p_${name}`])),
    protected: ["gender", "language"],
    intersections: [["gender", "language"]],
    metrics: [
      ...new Set([...Object.values(overClasses), ...Object.values(byClass), "roc_auc", "brier_score", "prevalence"]),
    ],
  },
  ours: ([first = "", second = "", third = ""]) => {
    if (first !== "per_class") return overClasses[second === "" ? first : `${first}.${second}`];
    const metric = byClass[third];
    return metric === undefined ? undefined : { metric, class: second };
  },
  differences: {
    confusion_rows_true_cols_pred: "its cells are the parts of the shares by class, which are compared",
    top2_accuracy:
      "the file breaks ties of scores by the order of the classes; ours puts tied classes before the true one",
    cohen_kappa_quadratic: "weights of errors need an order of the classes, which topics do not have",
    log_loss: "ours is by class against the rest; the one of the true class alone looks at one of several scores",
    roc_auc_ovr_weighted: "ours is by class; a mean over classes weighted by how common they are hides the rare ones",
    roc_auc_ovo_macro: "one class against one other: its rows are no group of an audit",
  },
  isEmpty: ([first = ""], { per_class }) =>
    ["macro", "weighted", "balanced_accuracy", "mcc"].includes(first) &&
    Object.values(per_class as Figures).some((one) => {
      const { support, selection_rate } = one as Figures;
      return support === 0 || selection_rate === 0;
    }),
  derived: ([first = "", name = "", key], value) => {
    const each = (metric: string) => classes.map((each) => value({ metric, class: each }));
    const sum = (values: readonly (number | null)[]) =>
      values.some((one) => one === null) ? null : values.reduce<number>((total, one) => total + (one as number), 0);
    if (first === "multiclass_brier_sum") return sum(each("brier_score"));
    if (first === "roc_auc_ovr_macro") {
      const total = sum(each("roc_auc"));
      return total === null ? null : total / classes.length;
    }
    if (first === "per_class" && key === "support") return value({ metric: "prevalence.numerator", class: name });
    return undefined;
  },
};

const regressionNames: Readonly<Record<string, string>> = {
  mae: "mean_absolute_error",
  rmse: "root_mean_squared_error",
  r2: "r_squared",
  mape: "mean_absolute_percentage_error",
  mean_error_pred_minus_true: "mean_error",
  "mean_pinball[alpha=0.1]": "pinball_loss(0.1)",
  "mean_pinball[alpha=0.5]": "pinball_loss(0.5)",
  "mean_pinball[alpha=0.9]": "pinball_loss(0.9)",
};

const regression: Contract = {
  file: "b_regression.json",
  spec: {
    task: "regression",
    label: "y_true",
    prediction: "y_pred",
    protected: ["gender", "language"],
    intersections: [["gender", "language"]],
    metrics: [...Object.values(regressionNames), "median_absolute_error"],
  },
  ours: ([key = ""]) => regressionNames[key],
  differences: {
    median_ae:
      "the file averages the two middle errors of an even number; ours is an error that occurred, as every quantile here",
    max_error: "the largest of n errors says more of n than of the model, and has no interval",
    explained_variance: "R² of a model whose mean error is taken off first: mean_error says how large that is",
    msle: "a mean of squared logarithms is not in minutes and is no loss of a service team",
  },
  derived: ([key], value) => {
    const rmse = key === "mse" ? value("root_mean_squared_error") : undefined;
    return rmse === undefined || rmse === null ? rmse : rmse ** 2;
  },
};

/** Every figure of a block with its path. */
const leaves = (figures: Figures, path: readonly string[] = []): [path: string[], value: Value][] =>
  Object.entries(figures).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value, [...path, key])
      : [[[...path, key], value as Value] as [string[], Value]],
  );

describe.each([binary, multiclass, regression])("$file", (contract) => {
  withFixtures.each(["unweighted", "weighted"] as const)("%s", (mode) => {
    const { expected, data, inputs } = read(contract.file);
    const columns = (data ?? read(inputs.data).data).columns;
    const record: RunRecord = evaluateTable(columns, {
      ...contract.spec,
      ...(mode === "weighted" ? { weight: "weight" } : {}),
    });
    const groups: { of: Group; figures: Figures }[] = Object.values(expected[mode]).flatMap((block) =>
      (Array.isArray(block) ? block : [block]).map(({ group = {}, ...figures }) => ({ of: group, figures })),
    );

    it.each(groups.map(({ of, figures }) => [Object.values(of).join(" × ") || "everybody", of, figures] as const))(
      "%s",
      (_, of, figures) => {
        for (const [path, value] of leaves(figures)) {
          if (path[0] === "n") continue;
          const ours = contract.ours(path);
          const found =
            ours === undefined
              ? contract.derived?.(path, (name) => figureIn(record, of, name))
              : figureIn(record, of, ours);
          if (found === undefined) expect(Object.keys(contract.differences)).toContain(path[0]);
          else if (found !== null || !contract.isEmpty?.(path, figures))
            expect(isClose(found, value), `${path.join(".")}: ${found} for ${value}`).toBe(true);
        }
      },
    );

    it("counts the rows of each group", () => {
      for (const { of, figures } of groups)
        expect(rowOf(record, of, [...record.groups][0]!.metric, null).n).toBe(figures.n);
    });
  });
});

function rowOf(record: RunRecord, group: Group, metric: string, className: string | null): GroupRow {
  const attribute = Object.keys(group).length === 0 ? null : joinNames(Object.keys(group));
  const name = attribute === null ? null : joinNames(Object.values(group));
  return record.groups.find(
    (row) =>
      row.metric === metric &&
      row.attribute === attribute &&
      row.group === name &&
      (className === null || row.class === className),
  ) as GroupRow;
}

/** A value of the record, or a part of it: "prevalence.numerator". */
function figureIn(record: RunRecord, group: Group, ours: Ours): number | null {
  const { metric, class: className } = typeof ours === "string" ? { metric: ours, class: null } : ours;
  const [name = "", part = "value"] = metric.split(/\.(?=numerator$|denominator$)/);
  return rowOf(record, group, name, className)[part as "value" | "numerator"];
}

/** 1e-9: closed forms, as the files' README asks; 1e-8 where weights are, whose sums are rounded to 2^-40. */
const isClose = (found: number | null, value: Value): boolean =>
  typeof value === "string"
    ? found === null
    : found !== null && Math.abs(found - value) < 1e-8 * Math.max(1, Math.abs(value));
