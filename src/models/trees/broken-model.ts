import { type Failure, unusable } from "../../core/errors.js";

/** Largest model file that is read as text: a string of this length and the values in it fit in the memory of a small machine. */
export const maxTextBytes = 2 ** 28;

/** The failure for a file that is damaged: `what` completes "its file …" and names the place. */
export const brokenModel = (model: string, what: string, cause?: unknown): Failure =>
  unusable(
    `model "${model}": its file ${what}`,
    { hint: "it may be truncated or edited; copy or save it again" },
    cause,
  );

/** The failure for a model that is whole and uses what is not supported: `what` completes "the model …". */
export const unsupportedModel = (model: string, what: string, hint: string): Failure =>
  unusable(`model "${model}": the model ${what}`, { hint });
