import type { Link } from "./ensemble.js";

/** What an objective of XGBoost says of a model's answers. */
export interface XgboostObjective {
  readonly link: Link;
  /** What the outputs stand for: the positive of two classes, one class each, or a number. */
  readonly answers: "binary" | "classes" | "number";
  /** The raw output that a `base_score` of the file stands for. */
  readonly margin: (baseScore: number) => number;
}

const asItIs = (score: number): number => score;
const logit = (probability: number): number => -Math.log(1 / probability - 1);

const number: XgboostObjective = { link: "identity", answers: "number", margin: asItIs };
const positiveNumber: XgboostObjective = { link: "exponential", answers: "number", margin: Math.log };
const probability: XgboostObjective = { link: "logistic", answers: "binary", margin: logit };
const classes: XgboostObjective = { link: "softmax", answers: "classes", margin: asItIs };

/**
 * Objectives by their name in the file. Source: `PredTransform` and `ProbToMargin` in src/objective of XGBoost 3.2; that logitraw begins
 * with the score as it is shows in the predictions of versions 1.3 to 3.2.
 */
export const xgboostObjectives: Readonly<Record<string, XgboostObjective>> = {
  "binary:logistic": probability,
  "binary:logitraw": { link: "identity", answers: "binary", margin: asItIs },
  "binary:hinge": { link: "step", answers: "binary", margin: asItIs },
  "multi:softprob": classes,
  "multi:softmax": classes,
  "reg:squarederror": number,
  "reg:linear": number,
  "reg:squaredlogerror": number,
  "reg:pseudohubererror": number,
  "reg:absoluteerror": number,
  "reg:quantileerror": number,
  "reg:logistic": { ...probability, answers: "number" },
  "count:poisson": positiveNumber,
  "reg:gamma": positiveNumber,
  "reg:tweedie": positiveNumber,
};
