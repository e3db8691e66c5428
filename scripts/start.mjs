// `npm start`: set up, audit the shipped model, say the verdict, end with the report's path.
// Exit 0 when the audit finished, whatever its gates say (a failed gate is a result here, not an error).
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureBuilt, ensureInstalled, root } from "./setup.mjs";

const finished = new Set([0, 1, 4]);

ensureInstalled();
ensureBuilt();
const command = [
  path.join(root, "dist", "cli", "main.js"),
  "run",
  "suites/retention-offers.yaml",
  ...process.argv.slice(2),
];
const child = spawn(process.execPath, command, { cwd: root, stdio: "inherit" });
// Ctrl-C reaches the child through the terminal; it cleans up and its exit code is passed on.
process.on("SIGINT", () => {});
child.on("exit", (code, signal) => {
  if (signal) process.exit(130);
  process.exit(finished.has(code) ? 0 : code);
});
