import { addressOf, dataSets } from "../catalogue/data-sets.js";
import { counted } from "../core/counted.js";
import type { CommonOptions } from "./command.js";

/** `evenhand datasets list`: the catalogue, with where each file comes from. */
export async function run(options: CommonOptions): Promise<number> {
  if (options.json)
    console.log(
      JSON.stringify({ datasets: dataSets.map((set) => ({ ...set, address: addressOf(set).href })) }, null, 2),
    );
  else if (options.quiet) console.log(dataSets.map(({ name }) => name).join("\n"));
  else
    console.log(
      dataSets
        .map(({ name, title, rows, bytes, origin, licence, label, protected: groups, caution }) =>
          [
            name,
            `  ${title}`,
            `  ${counted(rows)} rows, ${(bytes / 1e6).toFixed(1)} MB; outcome ${label}; groups by ${groups.join(", ")}`,
            `  ${origin}; ${licence}`,
            `  ${caution}`,
          ].join("\n"),
        )
        .join("\n"),
    );
  return 0;
}
