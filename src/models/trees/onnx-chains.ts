/** What chains are read from: rows of the lists `nodes_*`. */
export interface ComparedNodes {
  readonly nodeIds: readonly number[];
  readonly features: readonly number[];
  readonly modes: readonly string[];
  readonly values: readonly number[];
  readonly whenTrue: readonly number[];
  readonly whenFalse: readonly number[];
  /** Whether NaN counts as true; empty: nowhere. */
  readonly missingTrue: readonly number[];
}

/** Comparisons of one input with one code after the other that all lead to the same node when they hold: one split by a set of codes. */
export interface Chain {
  readonly codes: readonly number[];
  /** Number of the node that follows when none holds. */
  readonly whenFalse: number;
}

export interface Chains {
  /** By row of their first comparison. */
  readonly byFirst: ReadonlyMap<number, Chain>;
  /** Rows of all their other comparisons. */
  readonly continued: ReadonlySet<number>;
}

/**
 * The chains of BRANCH_EQ among the rows of one tree; a comparison that stands alone is a chain of one. onnxmltools writes
 * LightGBM's categorical splits so, with one node reached from every comparison, which no tree could hold.
 */
export function equalityChains(nodes: ComparedNodes, rows: readonly number[]): Chains {
  const comparisons = rows.filter((row) => nodes.modes[row] === "BRANCH_EQ");
  const rowOf = new Map(comparisons.map((row) => [nodes.nodeIds[row]!, row]));
  const nextOf = (row: number): number | null => {
    const next = rowOf.get(nodes.whenFalse[row]!);
    const isSame = (list: readonly number[]) => next !== undefined && list[next] === list[row];
    return next !== undefined && next !== row && [nodes.features, nodes.whenTrue, nodes.missingTrue].every(isSame)
      ? next
      : null;
  };
  const continued = new Set(comparisons.map(nextOf).filter((row) => row !== null));
  const byFirst = new Map<number, Chain>();
  const used = new Set<number>();
  for (const first of comparisons.filter((row) => !continued.has(row))) {
    const members: number[] = [];
    for (let row: number | null = first; row !== null && !used.has(row); row = nextOf(row)) {
      used.add(row);
      members.push(row);
    }
    byFirst.set(first, {
      codes: members.map((row) => nodes.values[row]!),
      whenFalse: nodes.whenFalse[members.at(-1)!]!,
    });
  }
  return { byFirst, continued };
}
