// evenhand as somebody who may not write, in an archive and a project of somebody else: tsx test/campaigns/r4.ts (needs dist)
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../fixtures-path.js";
import { command, contentOf, differences, inFolder, isRoot, twoAtATime, writeSuite } from "./command.js";

/** What a campaign found. */
export interface Found {
  readonly done: number;
  readonly refused: number;
  readonly broken: readonly string[];
}

/** Without the administrator's rights, which folders do not bind. */
const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Whether there is somebody who may read the program and not write everywhere. */
export function canBeNobody(): boolean {
  const main = path.join(projectRoot, "dist", "cli", "main.js");
  const [program = "", ...given] = [...(isRoot() ? asNobody : []), "test", "-r", main];
  return spawnSync(program, given).status === 0;
}

/** A command, and what must come of it: 0, or 3 with the place that cannot be written. */
interface Case {
  readonly args: readonly string[];
  /** null: it only reads, or writes where it may. */
  readonly refusedAt: string | null;
  /** A file that is there afterwards. */
  readonly makes?: string;
}

/** @param open a folder that may be written */
function casesOf(run: string, open: string): Case[] {
  const reads = (args: string[], makes?: string): Case => ({
    args,
    refusedAt: null,
    ...(makes === undefined ? {} : { makes }),
  });
  const refused = (args: string[], refusedAt: string): Case => ({ args, refusedAt });
  const accept = ["baseline", "accept", run, "--by", "Ada", "--why", "first", "--as"];
  return [
    refused(["run", "suite.yaml"], "reports/churn/"),
    refused(["run", "suite.yaml", "--archive", "other"], "other"),
    refused(["run", "suite.yaml", "--out", "out"], "out"),
    refused(["run", "suite.yaml", "--out", "a/new/folder"], "a/new/folder"),
    reads(["run", "suite.yaml", "--out", path.join(open, "run")], path.join(open, "run", "report.html")),
    reads(["check", "suite.yaml"]),
    refused(["report", run], `${run}/report.html`),
    refused(["report", run, "--format", "md"], "report.md"),
    refused(["report", run, "--format", "md,csv", "--out", "new/tables"], "new/tables"),
    reads(["report", run, "--out", path.join(open, "r.html")], path.join(open, "r.html")),
    reads(["audits", "list"]),
    reads(["audits", "show", run]),
    reads(["audits", "verify"]),
    reads(["audits", "trend", "churn"]),
    reads(["audits", "findings"]),
    reads(["audits", "site", "--out", path.join(open, "site")], path.join(open, "site", "index.html")),
    refused(["audits", "site"], "reports/site"),
    reads(["audits", "export", run, "--to", path.join(open, "x.zip")], path.join(open, "x.zip")),
    refused(["audits", "export", run, "--to", "x.zip"], "x.zip"),
    refused(["audits", "review", run, "--by", "Ada", "--role", "auditor", "--decision", "pass"], "reports/.log/lock"),
    refused(["audits", "keygen", "--out", "key.pem"], "key.pem"),
    refused([...accept, "prod"], "reports/.log/lock"),
    reads(["baseline", "show"]),
    reads(["compare", run, run]),
    refused(["init", "predictions.csv", "--out", "new/suite.yaml"], "new"),
  ];
}

/** The archive with its runs is the project's, read-only; every case runs in the project. */
export async function campaign(share = 1): Promise<Found> {
  return inFolder(async (folder) => {
    const [project, open] = [path.join(folder, "project"), path.join(folder, "open")];
    writeSuite(project);
    const { code, stderr } = await command(["run", "suite.yaml", "--quiet"], { cwd: project });
    if (code !== 0) throw new Error(`the suite does not run; is dist built? ${stderr}`);
    const run = `reports/churn/${readdirSync(path.join(project, "reports", "churn"))[0]}`;
    mkdirSync(open);
    chmodSync(folder, 0o755);
    chmodSync(open, 0o777);
    if (!isRoot()) for (const name of ["", ...folders(project)]) chmodSync(path.join(project, name), 0o555);
    const before = contentOf(project);
    const found = { done: 0, refused: 0, broken: [] as string[] };
    const cases = casesOf(run, open);
    await twoAtATime(cases.slice(0, Math.ceil(share * cases.length)), async (each) => {
      found[each.refusedAt === null ? "done" : "refused"]++;
      found.broken.push(...(await faultsOf(each, project, open)).map((fault) => `${each.args.join(" ")}: ${fault}`));
    });
    found.broken.push(...(await halfBaseline(path.join(project, run), open)));
    found.refused++;
    found.broken.push(...differences(before, contentOf(project)).map((name) => `written all the same: ${name}`));
    if (!isRoot()) for (const name of ["", ...folders(project)]) chmodSync(path.join(project, name), 0o755);
    return found;
  });
}

const folders = (project: string): string[] =>
  [...contentOf(project)].filter(([, kind]) => kind === "folder").map(([name]) => name);

const through = (): readonly string[] => (isRoot() ? asNobody : []);

async function faultsOf({ args, refusedAt, makes }: Case, cwd: string, open: string): Promise<string[]> {
  const { code, signal, stderr } = await command(args, { cwd, through: through(), env: { HOME: open } });
  if (refusedAt === null) {
    if (code !== 0) return [`ended with ${code ?? signal}: ${stderr}`];
    return makes === undefined || existsSync(makes) ? [] : [`${makes} is not there`];
  }
  if (code !== 3) return [`ended with ${code ?? signal}: ${stderr}`];
  // A run is refused before it is computed.
  const isTold = args[0] === "run" ? stderr.trim().split("\n").length === 1 : true;
  const isNamed = stderr.includes(refusedAt) && stderr.includes("cannot be written: permission denied");
  return isTold && isNamed ? [] : [`said: ${stderr}`];
}

/** A baseline of a project that may be written, of a run whose archive may not: nothing is written. */
async function halfBaseline(run: string, cwd: string): Promise<string[]> {
  const args = ["baseline", "accept", run, "--as", "prod", "--by", "Ada", "--why", "first"];
  const { code, signal } = await command(args, { cwd, through: through() });
  const wrong = code === 3 ? [] : [`baseline accept elsewhere ended with ${code ?? signal}`];
  return existsSync(path.join(cwd, "baselines")) ? [...wrong, "half a baseline was written"] : wrong;
}

/** One line a log can be searched for. */
export const summary = ({ done, refused, broken }: Found): string =>
  `R4 read-only: ${done + refused} run, ${broken.length} broken (${done} that only read or write elsewhere, ${refused} refused)`;

async function main(): Promise<void> {
  if (!canBeNobody()) return console.log("R4 read-only: nobody here may read the program, nothing was tried");
  const found = await campaign();
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
