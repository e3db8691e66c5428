import type { Command } from "./command.js";
import type { ReportOptions } from "./options.js";

export const reportCommand: Command<ReportOptions> = {
  usage: "report <run>",
  describe: "Render a stored run again, without its data or model",
  examples: [
    ["report reports/retention-offers/2026-10-05T0612Z", "writes report.html in the run folder again"],
    ["report run.json --out audit.html", "from the record alone"],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", demandOption: true, describe: "Run folder or run.json" }).options({
      out: { type: "string", requiresArg: true, describe: "The HTML file; default report.html beside run.json" },
    }),
  run: () => import("./report.js"),
};
