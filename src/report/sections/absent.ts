import type { Material, SectionMaker } from "./section.js";

/** A part of an audit that this run does not have: named, with the reason, never left out. */
const absent = (number: string, id: string): SectionMaker => ({
  number,
  id,
  make: async ({ context }: Material) => ({
    template: "absent",
    view: {
      text: context.t(`absent.${id}`),
      signature: id === "signoff" ? ["prepared", "reviewed"].map((role) => context.t(`signoff.${role}`)) : [],
    },
  }),
});

export const counterfactuals = absent("9", "counterfactuals");
export const thresholds = absent("10", "thresholds");
export const change = absent("11", "change");
export const signOff = absent("14", "signoff");
