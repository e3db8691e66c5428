import type { Confusion } from "../core/confusion.js";

/** All rows of a confusion matrix. */
export const rows = ({ tp, fp, fn, tn }: Confusion): number => tp + fp + fn + tn;

/** Its wrong predictions. */
export const errors = ({ fp, fn }: Confusion): number => fp + fn;
