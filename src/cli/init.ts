import path from "node:path";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import type { Proposal } from "../proposals/proposal.js";
import { propose } from "../proposals/propose.js";
import type { Supervision } from "../runner/supervise.js";
import type { CommonOptions } from "./command.js";
import { reportFailure } from "./failure.js";
import { writeExample } from "./init-example.js";
import type { InitOptions } from "./init-options.js";
import { confirmed, withTerminal } from "./init-questions.js";
import { initFacts, initLines } from "./init-summary.js";
import { interruptible } from "./interruptible.js";
import { limitsOf } from "./limits.js";
import { styleOf } from "./output.js";
import { progressPrinter } from "./progress.js";
import { checkPlaces, type NotReady, type Places, profileAt, shown, writeSuite } from "./starting-suite.js";

type Options = CommonOptions & InitOptions;

/** `evenhand init`: a suite for a data file, with a reason for every line, tried before this ends. Exit 2 or 3: it is not ready yet. */
export async function run(options: Options): Promise<number> {
  if (options.example !== undefined) return writeExample(options.example || "evenhand-example", options);
  if (options.data === undefined)
    throw usage("init needs a data file", { hint: "evenhand init --example writes one to try it on" });
  const places: Places = {
    data: path.resolve(options.data),
    suite: path.resolve(options.out),
    allowOutside: options.allowOutside,
  };
  await checkPlaces(places, options.force);
  return interruptible(async (signal) => {
    const onProgress = options.quiet ? () => {} : progressPrinter(process.stderr, styleOf(process.stderr));
    const supervision: Supervision = { limits: limitsOf(options), onProgress, signal };
    const proposal = await proposed(places, options, supervision);
    const notReady = await writeSuite(proposal, places, { quiet: options.quiet, supervision });
    return told(proposal, places, notReady, options);
  });
}

async function proposed(places: Places, options: Options, supervision: Supervision): Promise<Proposal> {
  const profile = await profileAt(places, supervision);
  const fileName = path.basename(places.data);
  const first = propose(profile, options, fileName);
  const isAsked = process.stdin.isTTY && process.stderr.isTTY && !options.yes && !options.json && !options.quiet;
  if (!isAsked) return first;
  process.stderr.write(`${initLines(first).join("\n")}\nEnter takes what stands in brackets; none leaves it out.\n`);
  return propose(profile, await withTerminal((ask) => confirmed(first, options, ask)), fileName);
}

/** Says what was found, where it was written, and what is still to be done. */
function told(proposal: Proposal, { suite }: Places, notReady: NotReady | null, options: Options): number {
  const file = shown(suite);
  if (options.json) {
    const problems = notReady === null ? [] : notReady.failure.problems.map(({ message, hint }) => ({ message, hint }));
    console.log(
      visibleJson(JSON.stringify({ suite: file, ready: notReady === null, ...initFacts(proposal), problems }, null, 2)),
    );
  } else if (options.quiet) console.log(visible(file));
  else {
    const next = notReady === null ? `next: evenhand run ${file}` : "it does not run yet:";
    console.log(visible([...initLines(proposal), `wrote ${file}; ${next}`].join("\n")));
  }
  if (notReady === null) return 0;
  return reportFailure(notReady.failure, {
    debug: options.debug,
    ...(notReady.suite === null ? {} : { suite: notReady.suite }),
  });
}
