import { readFile } from "node:fs/promises";
import path from "node:path";
import { counted } from "../core/counted.js";
import type { Measured } from "../core/measured.js";
import { visible, visibleJson } from "../core/visible.js";
import { contentOf, loadSuite } from "../evaluate.js";
import { metricNeeds } from "../metrics/needs.js";
import { replaceFile } from "../record/run-folder.js";
import { checkLabel, checkReferences, foresights } from "../runner/foresight.js";
import { measureSupervised } from "../runner/supervise.js";
import { lockSuite } from "../suite/lock-suite.js";
import type { Suite } from "../suite/suite.js";
import type { CommonOptions } from "./command.js";
import { reportFailure } from "./failure.js";
import { interruptible } from "./interruptible.js";
import { limitsOf } from "./limits.js";
import type { CheckOptions } from "./options.js";
import { paint, styleOf } from "./output.js";
import { policyFor } from "./policy.js";
import { progressPrinter } from "./progress.js";

interface Line {
  readonly state: "ok" | "note";
  readonly subject: string;
  readonly text: string;
}

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** `evenhand check`: everything a run would stumble over, without scoring; `--lock` pins the data. */
export async function run(options: CommonOptions & CheckOptions): Promise<number> {
  const suite = await loadSuite(options.suite, {
    allowOutside: options.allowOutside,
    allowCode: options.allowCode,
    offline: options.offline,
    policy: policyFor(options),
  });
  try {
    const measured = await inspect(suite, options);
    checkLabel(suite, measured);
    checkReferences(suite, measured);
    if (options.lock) await lock(options.suite, measured);
    const lines = [
      suiteLine(suite),
      dataLine(suite, measured, options.lock),
      ...modelLines(measured),
      ...treeNotes(suite, measured),
      ...notes(suite, measured),
    ];
    console.log(options.json ? json(suite, lines, measured) : text(lines));
    return 0;
  } catch (error) {
    return reportFailure(error, { debug: options.debug, suite });
  }
}

async function inspect(suite: Suite, options: CommonOptions & CheckOptions): Promise<Measured> {
  const content = contentOf(suite);
  const { lock: _, ...dataset } = content.dataset;
  const inspected = options.lock ? { ...content, dataset } : content;
  const onProgress = options.quiet ? () => {} : progressPrinter(process.stderr, styleOf(process.stderr));
  return interruptible((signal) =>
    measureSupervised(
      { job: "inspect", suite: inspected, needs: metricNeeds({ metrics: [], gated: [] }), seed: 1 },
      { limits: limitsOf(options), onProgress, signal },
    ),
  );
}

async function lock(file: string, { data }: Measured): Promise<void> {
  const target = path.resolve(file);
  await replaceFile(target, lockSuite(await readFile(target, "utf8"), { sha256: data.sha256, rows: data.rowsRead }));
}

function suiteLine(suite: Suite): Line {
  const several = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  const parts = [
    several(suite.gates.length, "gate", "gates"),
    several(suite.attributes.length, "attribute", "attributes"),
    ...(suite.intersections.length > 0 ? [several(suite.intersections.length, "intersection", "intersections")] : []),
  ];
  return { state: "ok", subject: "suite", text: parts.join(", ") };
}

function dataLine(suite: Suite, { data }: Measured, locked: boolean): Line {
  const pinned = locked
    ? "now pinned: dataset.lock is written"
    : suite.dataset.lock
      ? "matches its lock"
      : "not pinned (--lock pins it)";
  return {
    state: suite.dataset.lock || locked ? "ok" : "note",
    subject: "data",
    text: `${counted(data.rowsRead)} rows, ${data.columns} columns, ${pinned}`,
  };
}

/** Each model's kind and runtime; where it has any, its files, what it takes and what it gives. */
function modelLines({ models }: Measured): Line[] {
  return models.flatMap(({ facts }) => {
    const { id, kind, features, runtime, files, sha256, inputs, outputs } = facts;
    const found = features === null ? "" : `, ${features} features, all found in the data`;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const line = (text: string): Line => ({ state: "ok", subject: "model", text });
    return [
      line(`${id}, ${kind}${found}${runtime === null ? "" : `, ${runtime}`}`),
      ...(sha256 === null ? [] : [line(`${id}, ${counted(bytes)} bytes, SHA-256 ${sha256}`)]),
      ...(inputs.length === 0 ? [] : [line(`${id}, takes ${tensorWords(inputs)}; gives ${tensorWords(outputs)}`)]),
    ];
  });
}

/** Models whose file holds trees that explanations cannot use. */
const treeNotes = (suite: Suite, { models }: Measured): Line[] =>
  models.flatMap(({ facts: { id, noTrees } }): Line[] =>
    suite.explain === null || noTrees === undefined
      ? []
      : [{ state: "note", subject: "model", text: `${id}, explained without its trees, because ${noTrees}` }],
  );

const mostTensors = 6;

/** Tensors with their shapes, as in "features float32 [n, 46]"; of many the first. */
function tensorWords(tensors: Measured["models"][number]["facts"]["inputs"]): string {
  const words = tensors
    .slice(0, mostTensors)
    .map(
      ({ name, type, shape }) => `${visible(name)} ${type} [${shape.map((size) => visible(String(size))).join(", ")}]`,
    );
  const more = tensors.length - words.length;
  return more > 0 ? `${words.join(", ")} and ${more} more` : words.join(", ");
}

const exclusionWords: Readonly<Record<string, string>> = {
  filtered: "left out by `where`",
  no_consent: "without the required consent are left out",
  missing_label: "without a label are left out",
  missing_prediction: "without a prediction are left out",
  missing_unit: "without a unit are left out",
  missing_time: "without a time are left out",
};

function notes(suite: Suite, measured: Measured): Line[] {
  const excluded = measured.exclusions
    .filter(({ attribute }) => attribute === null)
    .map(({ reason, rows }): Line => {
      const subject = reason === "no_consent" ? "consent" : "rows";
      return {
        state: "note",
        subject,
        text: `${counted(rows)} rows (${percent.format(rows / measured.data.rowsRead)}) ${exclusionWords[reason]}`,
      };
    });
  return [...excluded, ...powerNotes(suite, measured)];
}

/** A note for each gate whose limit is smaller than the smallest gap that could be found. */
function powerNotes(suite: Suite, measured: Measured): Line[] {
  return foresights(suite, measured)
    .filter(({ gate, smallest }) => {
      const { at_most: limit } = suite.gates[gate] ?? {};
      return limit !== undefined && (smallest === null || smallest > limit);
    })
    .map(({ gate, attribute, group, reference, n, nReference, smallest }) => {
      const seen =
        smallest === null ? "no gap can be seen" : `a gap under ${(100 * smallest).toFixed(1)} points may not be seen`;
      const groups = `${people(n, suite)} (${group}) and ${people(nReference, suite)} (${reference})`;
      const text = `gate ${gate + 1}, ${attribute}: with ${groups} ${seen}`;
      return { state: "note", subject: "power", text };
    });
}

/** A count, unless it is so small that it could point at somebody. */
const people = (n: number, { suppressBelow }: Suite): string =>
  n < suppressBelow ? `fewer than ${suppressBelow}` : counted(n);

/** Names of groups and files come from elsewhere: nothing in them may act on a terminal. */
const json = (suite: Suite, lines: readonly Line[], { data }: Measured): string =>
  visibleJson(JSON.stringify({ suite: suite.name, lines, data }, null, 2));

function text(lines: readonly Line[]): string {
  const colours = paint(styleOf(process.stdout));
  const notes = lines.filter(({ state }) => state === "note").length;
  const last = `${notes === 0 ? "no notes" : notes === 1 ? "1 note" : `${notes} notes`}, nothing wrong`;
  const line = ({ state, subject, text }: Line): string =>
    `  ${state === "ok" ? colours.within("ok   ") : colours.undecided("note ")} ${subject.padEnd(8)} ${visible(text)}`;
  return [...lines.map(line), last].join("\n");
}
