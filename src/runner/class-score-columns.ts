import { labelFor } from "../core/classes.js";
import { rowColumns } from "../sql/row-query.js";
import type { Workshop } from "./workshop.js";

/** A column with one class's score, and the label value that the class stands for. */
export interface ClassScoreColumn {
  readonly label: string;
  readonly sql: string;
}

/** Scores of several classes: logged ones, or those that the model gave; none where there are two classes or no scores. */
export function classScoreColumns({ suite, plan, answered }: Workshop, place: number): ClassScoreColumn[] {
  const names = answered[place]?.classNames ?? plan.rows.models[place]!.classScores.map(({ name }) => name);
  return names.map((name, at) => ({
    label: labelFor(name, [], suite.models[place]!.classes),
    sql: rowColumns.classScore(place, at),
  }));
}
