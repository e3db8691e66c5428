// Reads one file as an audit would and says how that ended. Run by hostile-files.test.ts in a process of its own.
import { Failure } from "../../src/core/errors.js";
import { readRows } from "./read-rows.js";

const [file = "", workFolder = ""] = process.argv.slice(2);

try {
  const found = await readRows(file, { workFolder });
  console.log(found instanceof Failure ? `refused: ${found.message}` : `read ${found.rows.length} rows`);
} catch (error) {
  console.log(`broke: ${error}`);
}
