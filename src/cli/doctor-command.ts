import type { Command } from "./command.js";

export const doctorCommand: Command<Record<never, never>> = {
  usage: "doctor",
  describe: "Which runtimes work here, and what to install; can be pasted in a bug report",
  examples: [["doctor", "versions, engines, model runtimes, write access"]],
  options: () => {},
  run: () => import("./doctor.js"),
};
