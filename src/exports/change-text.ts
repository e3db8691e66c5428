import { counted } from "../core/counted.js";
import type { ChangeRow, RunRecord } from "../record/run-record.js";
import { whatChanged } from "../record/what-changed.js";
import { decimal } from "./gate-text.js";

/** What a change is about, in field terms. */
export const changeSubject = ({ model, ...row }: ChangeRow, several: boolean): string =>
  [several ? model : null, row.metric, row.attribute.replaceAll(" × ", "×"), row.class, row.stratum, row.disparity]
    .filter((part) => part !== null)
    .join(" ");

/** 0.0063 as +0.0063. */
const signed = (value: number | null): string => `${value !== null && value > 0 ? "+" : ""}${decimal(value)}`;

/** Then, now, change and its bounds: `0.0972`, `0.103`, `+0.0063`, `-0.058 to +0.07`. */
export const changeCells = ({ before, now, change, low, high }: ChangeRow): [string, string, string, string] => [
  decimal(before),
  decimal(now),
  signed(change),
  low === null && high === null ? "NA" : `${signed(low)} to ${signed(high)}`,
];

/** The same in one line: `0.0972 -> 0.103 +0.0063 [-0.058, +0.07]`. */
export const changeFigures = ({ before, now, change, low, high }: ChangeRow): string =>
  `${decimal(before)} -> ${decimal(now)} ${signed(change)} [${signed(low)}, ${signed(high)}]`;

/** Parts that changed, did not, or of which that is not known: `changed: model, data; same: suite; not known: tool`. */
export function changedParts(record: RunRecord): string {
  const parts = whatChanged(record);
  const named = (same: boolean | null): string =>
    parts.flatMap((one) => (one.same === same ? [one.part] : [])).join(", ");
  return [
    ["changed", named(false)],
    ["same", named(true)],
    ["not known", named(null)],
  ]
    .flatMap(([what, names]) => (names === "" ? [] : [`${what}: ${names}`]))
    .join("; ");
}

/** Flips of everybody: `80 of 2,113 rows decided otherwise: 65 to Yes, 15 from Yes`; null: none are known. */
export function flipsText({ flips = [] }: RunRecord): string | null {
  const all = flips.find(({ attribute, status }) => attribute === null && status === "ok");
  if (all === undefined) return null;
  const [to, from] = [all.to_outcome ?? 0, all.from_outcome ?? 0];
  const of = `${counted(to + from)} of ${counted(all.n ?? 0)} rows decided otherwise`;
  return `${of}: ${counted(to)} to ${all.outcome}, ${counted(from)} from ${all.outcome}`;
}
