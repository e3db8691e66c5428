import type { Cells } from "../core/cells.js";
import { joinNames, splitNames } from "../core/groups.js";
import type { Measured } from "../core/measured.js";
import { type Group, type GroupTable, groupTables } from "../inference/index.js";
import { metricByName } from "../metrics/index.js";
import { detectableDifference } from "../stats/index.js";
import type { GateFileSpec, SuiteContent } from "../suite/suite.js";
import { contextOf } from "./plan-metrics.js";
import { referenceGroups } from "./reference-groups.js";

/**
 * Checks what the label alone can tell about the suite.
 * @throws Failure (usage) when `favourable` is neither value of a binary label; with more classes, predictions may still bring it
 */
export function checkLabel(suite: SuiteContent, measured: Measured): void {
  const cells = measured.models[0]?.counts.cells;
  if (cells === undefined || suite.dataset.label === undefined || cells.classes.length > 2) return;
  contextOf(suite, cells);
}

/** @throws Failure (usage) when an attribute names a reference that is no group of the data */
export function checkReferences(suite: SuiteContent, measured: Measured): void {
  const cells = measured.models[0]?.counts.cells;
  if (cells === undefined) return;
  referenceGroups(
    suite,
    groupTables(
      cells,
      suite.attributes.map(({ name }) => [name]),
    ),
    cells.n,
  );
}

/** What a gate could see, before anything is scored. */
export interface Foresight {
  /** Index of the gate in the suite. */
  readonly gate: number;
  readonly attribute: string;
  readonly group: string;
  readonly reference: string;
  /** Denominators of the metric in the two groups. */
  readonly n: number;
  readonly nReference: number;
  /** Smallest difference found with 80 % power at a rate of one half, where it is largest; null: none can be found. */
  readonly smallest: number | null;
}

const power = 0.8;

/**
 * For each gate on a proportion: the smallest group against the largest one, and the smallest difference the audit could find between them.
 * Rates are not known before scoring, so the rate with the largest variance (one half) is taken; the truth is this or better.
 * Denominators that depend on predictions (precision) are taken as if every prediction were right.
 */
export function foresights(suite: SuiteContent, measured: Measured): Foresight[] {
  const cells = measured.models[0]?.counts.cells;
  if (cells === undefined || cells.classes.length > 2) return [];
  return suite.gates.flatMap((gate, index) =>
    attributesOf(gate, suite).flatMap((names) => {
      const [table] = groupTables(cells, [names]).filter(({ attribute }) => attribute !== null);
      const seen = table === undefined ? null : foresee(gate, table, cells, gate.confidence ?? suite.confidence);
      return seen === null ? [] : [{ gate: index, attribute: joinNames(names), ...seen }];
    }),
  );
}

function attributesOf({ attribute }: GateFileSpec, suite: SuiteContent): string[][] {
  if (attribute === "*") return suite.attributes.map(({ name }) => [name]);
  return [typeof attribute === "string" ? splitNames(attribute) : attribute];
}

function foresee(
  gate: GateFileSpec,
  table: GroupTable,
  cells: Cells,
  confidence: number,
): Omit<Foresight, "gate" | "attribute"> | null {
  const sized = table.groups
    .map((group, i) => ({ group, n: denominator(gate.metric, table, cells, i) }))
    .filter(
      (entry): entry is { group: Group & { name: string }; n: number } =>
        !entry.group.unknown && entry.group.name !== null && entry.n !== null,
    )
    .sort((a, b) => a.n - b.n);
  const [least, most] = [sized[0], sized.at(-1)];
  if (least === undefined || most === undefined || least === most) return null;
  return {
    group: least.group.name,
    reference: most.group.name,
    n: least.n,
    nReference: most.n,
    smallest: least.n === 0 ? null : detectableDifference(0.5, least.n, most.n, 1 - confidence, power),
  };
}

/** Rows of a group that a proportion would be taken of; null for other metrics. */
function denominator(name: string | undefined, table: GroupTable, cells: Cells, group: number): number | null {
  const metric = name === undefined ? undefined : metricByName(name);
  if (metric?.kind !== "rate") return null;
  let tp = 0;
  let tn = 0;
  for (let i = 0; i < cells.n.length; i++) {
    if (table.cellGroup[i] !== group) continue;
    if (cells.label[i] === 1) tp += cells.n[i] as number;
    else tn += cells.n[i] as number;
  }
  return metric.of({ tp, tn, fp: 0, fn: 0 }, { favourableIsPositive: true }).trials;
}
