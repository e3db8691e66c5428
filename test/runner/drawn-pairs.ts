import fc from "fast-check";
import type { SuiteParts } from "./measure-suite.js";
import type { PairRow } from "./plain-pairs.js";

const classes = ["billing", "moving", "outage"] as const;
/** A row as it is written: "" is missing. */
export const drawn = fc.record({
  gender: fc.constantFrom("f", "m", ""),
  age: fc.constantFrom("20", "40", "70", ""),
  needs: fc.constantFrom("deaf", "wheelchair|deaf", "wheelchair", "|", ""),
  label: fc.constantFrom(...classes, ""),
  first: fc.constantFrom(...classes, ""),
  second: fc.constantFrom(...classes),
  left: fc.constantFrom("true", "false", "false"),
  customer: fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8", ""),
});
export type Drawn = typeof drawn extends fc.Arbitrary<infer Row> ? Row : never;

/** All groups and classes, so that any table can be audited. */
export const always: Drawn[] = classes.flatMap((label) =>
  (["f", "m"] as const).map((gender): Drawn => {
    const tagged = gender === "f" ? "deaf" : "wheelchair";
    return {
      gender,
      age: gender === "f" ? "20" : "40",
      needs: tagged,
      label,
      first: label,
      second: label,
      left: "false",
      customer: gender === "f" ? "1" : "2",
    };
  }),
);

const bandOf = (age: string): string =>
  age === "" ? "(unknown)" : age === "70" ? "45–70" : age === "40" ? "30–44" : "18–29";
const tagsOf = (needs: string): string[] =>
  needs === "" ? ["(unknown)"] : needs.split("|").filter((tag) => tag !== "");

/** The rows that are kept, as a plain loop sees them. */
export const plainRows = (rows: readonly Drawn[], hasUnit: boolean): PairRow[] =>
  rows.flatMap((row, place) => {
    const isKept = row.label !== "" && (!hasUnit || row.customer !== "") && (row.first !== "" || row.left === "true");
    const [gender, band] = [row.gender === "" ? "(unknown)" : row.gender, bandOf(row.age)];
    return isKept
      ? [
          {
            groups: [
              ["gender", gender],
              ["band", band],
              ["gender × band", `${gender} × ${band}`],
              ...tagsOf(row.needs).map((tag) => ["needs", tag] as const),
            ],
            label: row.label,
            before: row.second,
            now: row.left === "true" ? null : row.first,
            unit: hasUnit ? row.customer : String(place),
          },
        ]
      : [];
  });

/** The rows as a file; `id` numbers them. */
export const csvOf = (rows: readonly Drawn[]): string =>
  `${[["id", ...Object.keys(always[0]!)].join(","), ...rows.map((row, id) => [id, ...Object.values(row)].join(","))].join("\n")}\n`;

/** Attributes and intersections of the rows. */
export const asked: {
  readonly attributes: NonNullable<SuiteParts["attributes"]>;
  readonly intersections: readonly (readonly string[])[];
} = {
  attributes: ["gender", { name: "band", column: "age", bins: [18, 30, 45, 70] }, { name: "needs", separator: "|" }],
  intersections: [["gender", "band"]],
};
