import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { defaultLimits } from "../evaluate.js";
import type { Policy } from "../policy/policy.js";
import { materialHashes, materialStamp } from "../runner/material.js";
import { systemClock } from "../schedule/clock.js";
import { openHealth } from "../schedule/health.js";
import { performInChild } from "../schedule/run-child.js";
import { runScheduler } from "../schedule/scheduler.js";
import type { Schedules } from "../schedule/schedules.js";
import { requireSecrets } from "../schedule/secrets.js";
import { senderOf } from "../schedule/send.js";
import { statusOf } from "../schedule/status.js";
import type { World } from "../schedule/world.js";
import type { CommonOptions } from "./command.js";
import { worstExitCode } from "./exit-code.js";
import { interruptible } from "./interruptible.js";
import type { ScheduleOptions } from "./options.js";
import { policyFor } from "./policy.js";
import { historyOf, loadSchedules } from "./schedules.js";

type Options = CommonOptions & ScheduleOptions;

/** `evenhand schedule`: until it is stopped, or with `--once` what is due now. */
export async function run(options: Options): Promise<number> {
  checkNumbers(options);
  const policy = policyFor(options);
  const schedules = await loadSchedules(options, policy);
  requireSecrets(schedules.channels, process.env);
  const world = worldOf(schedules, options, policy);
  const running = new Set<string>();
  const health =
    options.health === undefined ? null : await openHealth(options.health, () => statusOf(schedules, world, running));
  if (health !== null) world.tell(`health: http://127.0.0.1:${health.port}/health`);
  try {
    const { once, grace } = options;
    const codes = await interruptible((stop) =>
      runScheduler(schedules, world, { once, grace: grace * 1000, stop, running }),
    );
    if (options.json) process.stdout.write(`${await statusJson(schedules, world)}\n`);
    return worstExitCode(codes);
  } finally {
    await health?.close();
  }
}

function checkNumbers({ health, grace }: Options): void {
  if (!(grace >= 0)) throw usage(`--grace must be a number of seconds from 0, found ${grace}`);
  if (health !== undefined && !(Number.isInteger(health) && health >= 0 && health <= 65535))
    throw usage(`--health must be a port from 0 to 65535, found ${health}`);
}

function worldOf(schedules: Schedules, options: Options, policy: Policy | null): World {
  const tell = (line: string): void =>
    void (options.quiet || process.stderr.write(`${systemTime()} ${visible(line)}\n`));
  // What could not be told to people is told here, whatever --quiet says.
  const warn = (line: string): void => void process.stderr.write(`${systemTime()} ${visible(line)}\n`);
  const { archive, history } = historyOf(options);
  const supervision = { limits: defaultLimits, onProgress: () => {} };
  return {
    ...{ archive, history, tell, warn, clock: systemClock },
    perform: performInChild({
      evenhand: [process.execPath, ...process.execArgv, process.argv[1] as string],
      options: optionsOfRuns(options, archive, policy),
      tell: warn,
    }),
    stamp: ({ suite }) => materialStamp(suite),
    hashes: ({ suite }, signal) => materialHashes(suite, { ...supervision, signal }),
    send: senderOf(schedules, process.env, systemClock.now),
  };
}

const systemTime = (): string => new Date().toISOString().slice(0, 19).replace("T", " ");

function optionsOfRuns(options: Options, archive: string, policy: Policy | null): string[] {
  const { allowOutside, allowCode, offline } = options;
  return [
    ...["--archive", archive],
    ...(policy === null || options.policy === undefined ? [] : ["--policy", policy.file]),
    ...(allowOutside ? ["--allow-outside"] : []),
    ...(allowCode ? ["--allow-code"] : []),
    ...(offline ? ["--offline"] : []),
  ];
}

const statusJson = async (schedules: Schedules, world: World): Promise<string> =>
  visibleJson(JSON.stringify({ schedules: await statusOf(schedules, world) }, null, 2));
