import type { Command } from "./command.js";
import { formatOption, interactiveOption } from "./format-option.js";
import { langOption } from "./lang-option.js";
import type { ReportOptions } from "./options.js";

export const reportCommand: Command<ReportOptions> = {
  usage: "report <run>",
  describe: "Render a stored run again, without its data or model",
  examples: [
    ["report reports/retention-offers/2026-10-05T0612Z", "writes report.html in the run folder again"],
    ["report run.json --out audit.html", "from the record alone"],
    ["report run.json --lang da --out revision.html", "in Danish"],
    ["report run.json --lang da,nb,en --out pages", "report.html, report.nb.html and report.en.html in a folder"],
    [
      "report run.json --interactive --out audit.html",
      "with tooltips, sorting and filters, still one file and no request",
    ],
    ["report run.json --format md --out comment.md", "a comment for a pull request"],
    ["report run.json --format junit,csv --out exports", "several files, in a folder"],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", demandOption: true, describe: "Run folder or run.json" }).options({
      format: formatOption,
      lang: langOption,
      interactive: interactiveOption,
      out: {
        type: "string",
        requiresArg: true,
        describe:
          "The file, or the folder for several; default report.html beside run.json, with --format, --lang or --interactive the working folder",
      },
    }),
  run: () => import("./report.js"),
};
