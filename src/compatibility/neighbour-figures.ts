import type { FigureDraft, Refusal } from "./compatibility.js";

const sample =
  "Of the rows kept for explaining (explain.rows), over the model's numeric inputs as they are; other inputs are left out, and where rows are as near, the first ones count";
const unknown: Refusal = { refused: "no rows are known to it" };
const ours = "consistency (with explain)";

const consistency = (name: string): FigureDraft => ({
  name,
  formula: "1 − mean |ŷ_i − mean ŷ of the 5 nearest rows|",
  ours: null,
  needs: "neighbours",
  compares: "everybody",
  convention: `${sample}. Protected attributes among the inputs count as the others; a row is its own neighbour, which adds about a fifth to its agreement. Ours, ${ours}, leaves both out and takes every input by its range.`,
  of: ({ group }) => group.neighbours?.consistency ?? unknown,
});

/** Figures over the nearest neighbours of rows, which are worked out where the rows are. */
export const aif360Neighbours: readonly FigureDraft[] = [consistency("consistency")];
export const holisticNeighbours: readonly FigureDraft[] = [consistency("consistency")];
export const clarifyNeighbours: readonly FigureDraft[] = [
  {
    name: "flip_test",
    formula: "(rows of d with ŷ = 1 and neighbours in a mostly 0 − rows with ŷ = 0 and neighbours mostly 1) / n_d",
    ours: null,
    needs: "neighbours",
    compares: "rest",
    convention: `${sample}. a is everybody of the attribute outside the facet d; 5 neighbours, 1 if a has 9 rows or fewer; positive where the facet is selected more often, which its own documentation has the other way round. Ours, neighbour_gap (with explain), compares with the reference group, by shares of the neighbours.`,
    of: ({ group }) => group.neighbours?.flipTest ?? unknown,
  },
];
