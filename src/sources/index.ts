import { type Failure, unusable, usage } from "../core/errors.js";
import { openCsv } from "./csv.js";
import type { InputFile } from "./input-files.js";
import { openJsonl } from "./jsonl.js";
import { openParquet } from "./parquet.js";
import type { Format, OpenSource } from "./source.js";

/** Readers by format. */
export const sources: Readonly<Record<Format, OpenSource>> = {
  csv: openCsv,
  tsv: openCsv,
  jsonl: openJsonl,
  parquet: openParquet,
};

const endings: Readonly<Record<string, Format>> = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "jsonl",
  parquet: "parquet",
  pq: "parquet",
};

/** The format of all files, from their names or as the suite says. @throws Failure (usage) where neither tells, or files differ */
export function formatOf(files: readonly Pick<InputFile, "shown">[], given: Format | null): Format {
  const found = files.map(({ shown }) => {
    const [, ending = "", packed] = /\.([a-z]+)(\.gz|\.zst)?$/i.exec(shown) ?? [];
    const format = given ?? endings[ending.toLowerCase()];
    if (format === undefined) throw unknownFormat(shown);
    if (format === "parquet" && packed !== undefined)
      throw unusable("Parquet is packed inside; unpack this file first", { file: shown });
    return format;
  });
  const other = found.findIndex((format) => format !== found[0]);
  if (other > 0)
    throw usage(
      `${files[other]!.shown} is ${found[other]}, but ${files[0]!.shown} is ${found[0]}: files of one data set have one format`,
      { at: ["dataset", "source"] },
    );
  return found[0]!;
}

const unknownFormat = (shown: string): Failure =>
  usage(`the name ${shown} does not tell its format`, {
    at: ["dataset", "source"],
    hint: "name it with `format`: csv, tsv, jsonl or parquet",
  });
