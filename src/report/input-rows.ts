import type { InputSign, Push, PushMark } from "../charts/index.js";
import type { GapUnit } from "./amounts.js";
import type { Check } from "./checks.js";
import type { ComparedGroups, ComparedInput } from "./compared-inputs.js";
import type { Context } from "./context.js";
import { pushUnit } from "./input-names.js";
import { capitalised, type Rich } from "./rich-text.js";
import { roundedSteps } from "./rounded-steps.js";

/** Inputs drawn by themselves; the others are drawn together. */
const mostInputs = 15;

/** A row of both drawings: an input, those that are left together, or what is left to no input. */
export interface InputRow {
  /** At the start of a line, and within a sentence. */
  readonly name: Rich;
  readonly spoken: Rich;
  readonly sign: InputSign;
  /** null: several inputs, or none. */
  readonly input: ComparedInput | null;
  readonly mark: PushMark;
  /** Pushes and their difference in the unit that is printed; null: it is no input. */
  readonly group: Push | null;
  readonly reference: Push | null;
  readonly by: number;
  /** The difference as it is printed: differences add up to that of the outputs. */
  readonly shown: number;
}

/** The rows of a comparison's drawings, and how their numbers are printed. */
export interface InputRows {
  readonly rows: readonly InputRow[];
  readonly unit: GapUnit;
  /** 100 where shares are printed in points. */
  readonly factor: number;
  /** Decimals: two of the largest difference. */
  readonly digits: number;
}

const times = ({ value, low, high }: Push, factor: number): Push => ({
  value: value * factor,
  low: low === null ? null : low * factor,
  high: high === null ? null : high * factor,
});

type Unshown = Omit<InputRow, "shown">;

/** Those that lead from one average to the other first, then those that lead back, each from the largest on. */
function ordered(rows: readonly Unshown[], towards: number): Unshown[] {
  const leads = ({ by }: Unshown) => by * towards >= 0;
  return [...rows.filter(leads), ...rows.filter((row) => !leads(row))];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** All inputs that have no row of their own: sums, of which no interval is known. */
function together(context: Context, left: readonly ComparedInput[], factor: number): Unshown[] {
  if (left.length === 0) return [];
  const push = (side: "group" | "reference"): Push => ({
    value: sum(left.map((input) => input[side].value)) * factor,
    low: null,
    high: null,
  });
  return [
    {
      name: context.t("inputs.left", { n: left.length }),
      spoken: context.t("inputs.left_spoken", { n: left.length }),
      sign: null,
      input: null,
      mark: "group",
      group: push("group"),
      reference: push("reference"),
      by: sum(left.map(({ gap }) => gap.value)) * factor,
    },
  ];
}

/** How the check of this pair and this input came out. */
function markOf({ attribute, group, reference }: ComparedGroups, { feature }: ComparedInput, checks: readonly Check[]) {
  const about = checks.find(
    ({ gate }) =>
      gate.pair_metric === feature &&
      gate.attribute === attribute &&
      gate.group === group &&
      gate.reference === reference,
  );
  if (about?.gate.verdict === "fail") return "over";
  return about?.gate.verdict === "undecided" ? "undecided" : "group";
}

/** What no input is given, where it would be seen. */
function unassigned(context: Context, total: number | null, rows: readonly Unshown[], digits: number): Unshown[] {
  const rest = total === null ? 0 : total - sum(rows.map(({ by }) => by));
  return Math.abs(rest) < 0.5 * 10 ** -digits
    ? []
    : [
        {
          name: context.t("inputs.unassigned"),
          spoken: context.t("inputs.unassigned"),
          sign: null,
          input: null,
          mark: "group",
          group: null,
          reference: null,
          by: rest,
        },
      ];
}

/** The inputs as both drawings have them: in the same order, with the same differences. */
export function inputRows(context: Context, compared: ComparedGroups, checks: readonly Check[]): InputRows {
  const unit = pushUnit(context, compared.explanation);
  const factor = unit === "points" ? 100 : 1;
  const all = compared.inputs.length > mostInputs + 1 ? compared.inputs.slice(0, mostInputs) : compared.inputs;
  const largest = Math.abs(compared.inputs[0]?.gap.value ?? 0) * factor;
  const digits = largest === 0 ? 2 : Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(largest))));
  const single = all.map((input) => ({
    name: capitalised(input.name, context.language),
    spoken: input.name,
    sign: input.sign,
    input,
    mark: markOf(compared, input, checks),
    group: times(input.group, factor),
    reference: times(input.reference, factor),
    by: input.gap.value * factor,
  })) satisfies Unshown[];
  const total = compared.outputs === null ? null : compared.outputs.gap.value * factor;
  const drawn = [
    ...ordered(single, Math.sign(total ?? 0) || 1),
    ...together(context, compared.inputs.slice(all.length), factor),
  ];
  const rows = [...drawn, ...unassigned(context, total, drawn, digits)];
  const steps = rows.map(({ by }) => by);
  const [from, to] =
    compared.outputs === null
      ? [0, sum(steps)]
      : [compared.outputs.reference * factor, compared.outputs.group * factor];
  const shown = roundedSteps(steps, from, to, digits);
  return { rows: rows.map((row, index) => ({ ...row, shown: shown[index] ?? row.by })), unit, factor, digits };
}
