import type { Measured } from "../core/measured.js";
import type { Findings, TransferRow } from "../record/run-record.js";

/** What left for models behind a URL: a row for each of them; without such models there is no table. */
export function transferTables({ models }: Measured): Pick<Findings, "transfers"> {
  const transfers = models.flatMap(({ facts: { id, transfer } }): TransferRow[] =>
    transfer === undefined ? [] : [{ model: id, ...transfer, columns: [...transfer.columns] }],
  );
  return transfers.length === 0 ? {} : { transfers };
}
