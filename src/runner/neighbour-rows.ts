import type { Measured } from "../core/measured.js";
import type { ModelNeighbours, NeighbourFinding } from "../core/neighbours.js";
import type { Findings } from "../record/run-record.js";
import type { HiddenReason } from "./hidden-groups.js";

type Tables = { readonly [Table in "neighbourhoods" | "neighbours"]: NonNullable<Findings[Table]> };

/** The tables of how alike models decide for rows that are alike; none where no rows are kept for explaining. */
export function neighbourTables({ models }: Measured, hidden: HiddenReason): Partial<Tables> {
  const found = models.flatMap(({ facts, neighbours }) =>
    neighbours === undefined ? [] : [{ model: facts.id, neighbours }],
  );
  if (found.length === 0) return {};
  return {
    neighbourhoods: found.map(({ model, neighbours }) => ({ model, ...neighbourhood(neighbours) })),
    neighbours: found.flatMap(({ model, neighbours }) =>
      "reason" in neighbours
        ? []
        : neighbours.findings.filter((row) => isShown(row, hidden)).map((row) => ({ model, ...written(row) })),
    ),
  };
}

function neighbourhood(neighbours: ModelNeighbours): Omit<Tables["neighbourhoods"][number], "model"> {
  if ("reason" in neighbours)
    return { status: "undefined", reason: neighbours.reason, k: null, rows: null, units: null, columns: [] };
  const { k, rows, units, columns } = neighbours;
  return { status: "ok", reason: null, k, rows, units, columns: [...columns] };
}

/** Of hidden groups nothing is said here: the population says that they are hidden. */
const isShown = ({ attribute, group, reference }: NeighbourFinding, hidden: HiddenReason): boolean =>
  hidden(attribute, null, group) === null && (reference === null || hidden(attribute, null, reference) === null);

const written = ({ basis, ...row }: NeighbourFinding) => ({ ...row, basis: basis === null ? null : [...basis] });
