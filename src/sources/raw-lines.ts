import { literal } from "../sql/quote.js";

/** Four control characters that stand together in no text file. */
const nothing = "'\x01\x02\x03\x04'";

/** Physical lines of a text file as rows of one column `line`, unpacked where it is packed; an empty line is NULL. */
export const rawLines = (path: string): string =>
  `read_csv(${literal(path)}, auto_detect=false, header=false, delim=${nothing}, quote='', escape='', columns={'line': 'VARCHAR'}, hive_partitioning=false)`;
