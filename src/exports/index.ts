import { csv } from "./csv.js";
import type { Export } from "./export.js";
import { github } from "./github.js";
import { gitlab } from "./gitlab.js";
import { junit } from "./junit.js";
import { md } from "./md.js";
import { prom } from "./prom.js";
import { sarif } from "./sarif.js";

export { recordFormats } from "./format-names.js";

/** The formats of {@link recordFormats}, in their order. */
export const exports: readonly Export[] = [md, junit, sarif, github, gitlab, csv, prom];
