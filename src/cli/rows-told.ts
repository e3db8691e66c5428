import { changesInOrder } from "../record/changes-in-order.js";
import type { ChangeRow, RunRecord } from "../record/run-record.js";

/** Which rows of a comparison are told, and in which order. */
export interface Telling {
  readonly suiteOrder: boolean;
  readonly quiet: boolean;
}

/** The rows that are told: worst first unless the suite's order is wanted; a quiet one leaves out what is no worse. */
export function rowsTold({ changes = [] }: RunRecord, { suiteOrder, quiet }: Telling): ChangeRow[] {
  const rows = suiteOrder ? changes : changesInOrder(changes);
  return rows.filter(({ reading }) => !quiet || reading === "worse" || reading === "cannot_tell");
}
