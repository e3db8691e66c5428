import type { LinearForm, Unavailable } from "./model.js";

/** A linear form, or why it is of no use. */
export function finiteForm(form: LinearForm): LinearForm | Unavailable {
  if (form.intercepts.length === 0) return { reason: "it has no outputs" };
  const numbers = [form.intercepts, ...form.coefficients];
  return numbers.every((list) => list.every(Number.isFinite))
    ? form
    : { reason: "some of its weights are not finite numbers" };
}
