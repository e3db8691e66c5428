/** A way into the suite: ["gates", 0, "metric"]. */
export type Path = readonly (string | number)[];

/** A problem whose line and column are not looked up yet. */
export interface Complaint {
  readonly path: Path;
  readonly message: string;
  /** Whether the key or the value is at fault; default: the value. */
  readonly mark?: "key" | "value";
  readonly hint?: string;
  /** The key that a misspelt one was probably meant for: that it is missing need not be said too. */
  readonly meant?: Path;
}

export type Complain = (path: Path, message: string, more?: Pick<Complaint, "mark" | "hint">) => void;

/** More than anybody reads at once; a hostile file has more to offer. */
export const mostComplaints = 100;

class Enough extends Error {}

/** The complaints of some checks, which are broken off when there are enough. */
export function collectComplaints(check: (complain: Complain) => void): Complaint[] {
  const complaints: Complaint[] = [];
  try {
    check((path, message, more) => {
      complaints.push({ path, message, ...more });
      if (complaints.length > mostComplaints) throw new Enough();
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return complaints;
}

const singular: Readonly<Record<string, string>> = {
  gates: "gate",
  protected: "attribute",
  models: "model",
  features: "feature",
  intersections: "intersection",
};

/** A part of the suite in words: "the suite", "dataset", "gate 2", "report.words". */
export function partName(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return "the suite";
  if (typeof last === "string") {
    const before = path.at(-2);
    return typeof before === "string" ? `${before}.${last}` : last;
  }
  const list = path.at(-2);
  return `${singular[String(list)] ?? `${String(list ?? "entry")} entry`} ${last + 1}`;
}
