import { literal } from "../sql/quote.js";

/** Four control characters that stand together in no text file, not in one that lists all of them in their order either. */
const nothing = "'\x1e\x02\x1f\x01'";

/**
 * Physical lines of a text file as rows of one column `line`, unpacked where it is packed; an empty line is NULL.
 * @param lineEnds `alike`: a file whose lines end in different ways is an error, so that lines are counted as editors count them;
 *   `any`: each way ends a line, so that a CRLF may end two. Line breaks inside quotes are of another kind than those of the rows in
 *   much that spreadsheets and databases write.
 */
export const rawLines = (path: string, lineEnds: "alike" | "any"): string =>
  `read_csv(${literal(path)}, auto_detect=false, header=false, delim=${nothing}, quote='', escape='', columns={'line': 'VARCHAR'}, hive_partitioning=false, strict_mode=${lineEnds === "alike"})`;
