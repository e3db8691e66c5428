import { rowColumns } from "../sql/row-query.js";
import { textAnswer } from "../sql/text-answer.js";
import type { ColumnType } from "./read-columns.js";

/** The feature columns of rows as a query has to select them for {@link readColumns}: by place, texts as {@link textAnswer} carries them. */
export const featureAnswers = (features: readonly { readonly type: ColumnType }[]): string[] =>
  features.map(({ type }, place) =>
    type === "text" ? textAnswer(rowColumns.feature(place)) : rowColumns.feature(place),
  );
