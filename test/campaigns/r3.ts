// evenhand where there is no room: full disks, files that may not grow, output that cannot be written: tsx test/campaigns/r3.ts [--sizes 20] (needs dist)
import { spawnSync } from "node:child_process";
import { closeSync, cpSync, existsSync, openSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import {
  archiveFaults,
  command,
  contentOf,
  type Ending,
  inFolder,
  isRoot,
  type Setting,
  twoAtATime,
  unfinishedIn,
  writeSuite,
} from "./command.js";

/** What a campaign found. */
export interface Found {
  /** By kind of shortage: how often it was tried. */
  readonly tried: Readonly<Record<string, number>>;
  /** How often the room was enough. */
  readonly done: number;
  readonly refused: number;
  readonly broken: readonly string[];
}

const kilobyte = 1024;
/** Room for everything, and for nothing. */
const [plenty, page] = [64 * 1024 * kilobyte, 4 * kilobyte];

/** Whether disks of a chosen size can be had here. */
export function canMount(): boolean {
  if (!isRoot() || process.platform !== "linux") return false;
  return spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
}

const mounted = (folder: string, options: string): void => {
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "none", folder]);
  if (status !== 0) throw new Error(`no disk: ${stderr}`);
};

/** Whether a command ended as it must without room: exit 3 and one line that names what could not be written, and why. */
function endFault({ code, signal, stderr }: Ending, named: RegExp): string | null {
  const lines = stderr.trim().split("\n");
  if (code !== 3) return `ended with ${code ?? signal}: ${stderr}`;
  if (lines.length !== 1 || !named.test(stderr)) return `said: ${stderr}`;
  return null;
}

const noRoom = "(the disk is full|the file would be larger than allowed)";

/** Adds what is tried to what was found. */
type Tally = (kind: string, became: "done" | "refused", wrong: readonly (string | null)[], at: string) => void;

/** Sizes spread evenly over what a run needs, and a little more. */
const spread = (sizes: number, needed: number): number[] =>
  Array.from({ length: sizes }, (_, i) => Math.round((1.1 * needed * (i + 0.5)) / sizes));

interface Stage {
  /** Folder with a suite, and an archive of one run in `reports`. */
  readonly folder: string;
  /** Bytes that a run takes, and its largest file. */
  readonly whole: number;
  readonly largest: number;
}

async function prepare(folder: string): Promise<Stage> {
  writeSuite(folder);
  const { code, stderr } = await command(["run", "suite.yaml", "--quiet"], { cwd: folder });
  if (code !== 0) throw new Error(`the suite does not run; is dist built? ${stderr}`);
  const sizes = readdirSync(path.join(folder, "reports"), { recursive: true })
    .map((name) => statSync(path.join(folder, "reports", String(name))))
    .filter((found) => found.isFile())
    .map(({ size }) => size);
  return { folder, whole: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(...sizes) };
}

/** What is wrong with an archive after a run that may not have had room, once there is room again. */
async function archiveAfter(archive: string, before: ReadonlyMap<string, string>, { cwd }: Setting): Promise<string[]> {
  const wrong = (await archiveFaults(archive)).map((fault) => `without room: ${fault}`);
  const now = contentOf(archive);
  // What is sealed keeps its bytes; the log and the cache grow.
  const harmed = [...before].filter(([name, hash]) => /^churn\/[^/]+\//.test(name) && now.get(name) !== hash);
  wrong.push(...harmed.map(([name]) => `harmed: ${name}`));
  const { code, stderr } = await command(["run", "suite.yaml", "--quiet", "--archive", archive], { cwd });
  if (code !== 0) wrong.push(`the next run ended with ${code}: ${stderr}`);
  wrong.push(...(await archiveFaults(archive)), ...unfinishedIn(archive).map((name) => `left behind: ${name}`));
  return wrong;
}

/** Archives on disks that are full after some bytes. */
async function fullDisks({ folder, whole }: Stage, sizes: number, tally: Tally): Promise<void> {
  await twoAtATime(spread(sizes, whole), async (room) => {
    await inFolder(async (disk) => {
      mounted(disk, `size=${plenty}`);
      try {
        const archive = path.join(disk, "archive");
        cpSync(path.join(folder, "reports"), archive, { recursive: true });
        const before = contentOf(archive);
        const { blocks, bfree, bsize } = statfsSync(disk);
        mounted(disk, `remount,size=${(blocks - bfree) * bsize + Math.ceil(room / page) * page}`);
        const end = await command(["run", "suite.yaml", "--quiet", "--archive", archive], { cwd: folder });
        mounted(disk, `remount,size=${plenty}`);
        const fault = end.code === 0 ? null : endFault(end, new RegExp(`^${archive}.*: ${noRoom}`));
        const after = await archiveAfter(archive, before, { cwd: folder });
        tally("a disk of some size", end.code === 0 ? "done" : "refused", [fault, ...after], `${room} bytes`);
      } finally {
        spawnSync("umount", [disk]);
      }
    });
  });
}

/** No room for temporary files: not even for a folder, and not for what does not fit into memory. */
async function fullTemporary({ folder }: Stage, tally: Tally): Promise<void> {
  await inFolder(async (disk) => {
    mounted(disk, `size=${page},nr_inodes=1`);
    try {
      const end = await command(["run", "suite.yaml", "--quiet", "--out", path.join(folder, "never")], {
        cwd: folder,
        env: { TMPDIR: disk },
      });
      const left = [...readdirSync(disk), ...readdirSync(folder).filter((name) => name === "never")];
      const named = /^the folder for temporary files cannot be written: .*TMPDIR/;
      tally("no room for temporary files", "refused", [endFault(end, named), ...left], "TMPDIR");
    } finally {
      spawnSync("umount", [disk]);
    }
  });
}

/** Files may not be longer than some bytes (`ulimit -f`); what is written in part is an error then, and Node is not killed by SIGXFSZ. */
async function limitedFiles({ folder, largest }: Stage, sizes: number, tally: Tally): Promise<void> {
  await twoAtATime(spread(sizes, largest), async (most) => {
    await inFolder(async (own) => {
      const archive = path.join(own, "archive");
      cpSync(path.join(folder, "reports"), archive, { recursive: true });
      const before = contentOf(archive);
      const end = await command(["run", "suite.yaml", "--quiet", "--archive", archive], {
        cwd: folder,
        through: ["prlimit", `--fsize=${most}`],
      });
      const fault = end.code === 0 ? null : endFault(end, new RegExp(`^${archive}.*: ${noRoom}`));
      const after = await archiveAfter(archive, before, { cwd: folder });
      tally("files of a limited length", end.code === 0 ? "done" : "refused", [fault, ...after], `${most} bytes`);
    });
  });
}

/** Commands that print: to a device that takes nothing, and to a file that takes a part of the last piece. */
export const printing = (run: string): readonly (readonly string[])[] => [
  ["run", "suite.yaml", "--json", "--quiet", "--no-report"],
  ["schema"],
  ["schema", "run"],
  ["schema", "metrics"],
  ["audits", "list"],
  ["audits", "list", "--json"],
  ["audits", "show", run, "--json"],
  ["audits", "verify", "--json"],
  ["audits", "trend", "churn", "--json"],
  ["report", run, "--format", "md", "--json"],
  ["compare", run, run, "--json"],
  ["check", "suite.yaml", "--json"],
  ["doctor", "--json"],
  ["--help"],
];

const outputFault = (end: Ending): string | null => {
  const last = end.stderr.trim().split("\n").at(-1) ?? "";
  return endFault({ ...end, stderr: last }, new RegExp(`^standard output cannot be written: ${noRoom}`));
};

async function fullOutput({ folder }: Stage, share: number, tally: Tally): Promise<void> {
  const archive = path.join(folder, "reports");
  const run = path.join("reports", "churn", readdirSync(path.join(archive, "churn"))[0] as string);
  const commands = printing(run);
  const tried = commands.slice(0, Math.ceil(share * commands.length));
  await twoAtATime(tried, async (args) => {
    const setting = { cwd: folder };
    const full = openSync("/dev/full", "w");
    const device = await command(args, { ...setting, stdout: full });
    closeSync(full);
    tally("output to a full device", "refused", [outputFault(device)], args.join(" "));
    // A file that takes 16 bytes: the first piece is written in part.
    const file = path.join(folder, `out-${args.join("-").replaceAll("/", "-")}`);
    const handle = openSync(file, "w");
    const cut = await command(args, { ...setting, stdout: handle, through: ["prlimit", "--fsize=16"] });
    closeSync(handle);
    // Those that write files fail at these already.
    const fault = args[0] === "run" || args[0] === "report" ? null : outputFault(cut);
    const wrong = [fault, cut.code === 3 ? null : `ended with ${cut.code ?? cut.signal}`];
    tally("output to a file of a limited length", "refused", wrong, args.join(" "));
    rmSync(file);
  });
}

/** What cannot be told on standard error changes no result. */
async function fullTalk({ folder }: Stage, tally: Tally): Promise<void> {
  const cases: [string[], number][] = [
    [["run", "suite.yaml", "--out", "talk"], 0],
    [["run", "missing.yaml"], 2],
    [["audits", "list"], 0],
  ];
  for (const [args, wanted] of cases) {
    const { code, signal } = await command(args, { cwd: folder, through: ["sh", "-c", 'exec "$@" 2>/dev/full', "sh"] });
    const fault = code === wanted ? null : `ended with ${code ?? signal}, not ${wanted}`;
    tally("talk to a full device", wanted === 0 ? "done" : "refused", [fault], args.join(" "));
  }
}

/** Every shortage; nothing is thrown, so that one fault does not hide another. */
export async function campaign({ sizes, share = 1 }: { sizes: number; share?: number }): Promise<Found> {
  const tried: Record<string, number> = {};
  const counts = { done: 0, refused: 0 };
  const broken: string[] = [];
  const tally: Tally = (kind, became, wrong, at) => {
    tried[kind] = (tried[kind] ?? 0) + 1;
    counts[became]++;
    broken.push(...wrong.filter((each) => each !== null).map((each) => `${kind}, ${at}: ${each}`));
  };
  await inFolder(async (folder) => {
    const stage = await prepare(path.join(folder, "project"));
    if (canMount()) {
      await fullDisks(stage, sizes, tally);
      await fullTemporary(stage, tally);
    }
    await limitedFiles(stage, sizes, tally);
    if (existsSync("/dev/full")) {
      await fullOutput(stage, share, tally);
      await fullTalk(stage, tally);
    }
  });
  return { tried, ...counts, broken };
}

/** One line a log can be searched for. */
export function summary({ tried, done, refused, broken }: Found): string {
  const kinds = Object.entries(tried).map(([kind, times]) => `${kind} ${times}`);
  return `R3 no room: ${done + refused} run, ${broken.length} broken (${done} had enough, ${refused} refused: ${kinds.join(", ")})`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { sizes: { type: "string", default: "20" } } });
  if (!canMount()) console.log("R3: disks of a chosen size need the administrator of a Linux machine: left out");
  const found = await campaign({ sizes: Number(values.sizes) });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
