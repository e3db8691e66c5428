/** One step into a JSON value: into a map by key, into a list by place, or into all entries of a list. */
type Step = { readonly key: string } | { readonly place: number } | "all";

const stepText = /^(?:\.?([A-Za-z_][\w-]*)|\[(\d{1,9})\]|\[(\*)\]|\["((?:[^"\\]|\\.)*)"\])/;

/** A way into a JSON value: `predictions[*].probability`, `[*][1]`, `$["a b"].c`. null: the text is none. */
export function parseJsonPath(text: string): readonly Step[] | null {
  const steps: Step[] = [];
  let rest = text.startsWith("$") ? text.slice(1) : text;
  while (rest !== "") {
    const match = stepText.exec(rest);
    if (match === null) return null;
    const step = stepOf(match);
    if (step === null) return null;
    steps.push(step);
    rest = rest.slice(match[0].length);
  }
  return steps;
}

function stepOf([, key, place, all, quoted]: RegExpExecArray): Step | null {
  if (all !== undefined) return "all";
  if (place !== undefined) return { place: Number(place) };
  if (key !== undefined) return { key };
  try {
    return { key: JSON.parse(`"${quoted}"`) as string };
  } catch {
    return null;
  }
}

/** How many steps of a path go into all entries of a list. */
export const branchesOf = (path: readonly Step[]): number => path.filter((step) => step === "all").length;

/** What a path leads to, or where it ends: the path so far, what it needs there, and what stands there. */
export type Reached =
  | { readonly values: readonly unknown[] }
  | { readonly at: string; readonly wanted: string; readonly found: string };

/** Follows a path; a step into all entries gives one value for each, in their order. */
export function followJsonPath(value: unknown, path: readonly Step[]): Reached {
  let values: unknown[] = [value];
  let at = "$";
  for (const step of path) {
    const next: unknown[] = [];
    for (const each of values) {
      const inner = into(each, step);
      if (inner === null) return { at, wanted: wantedBy(step), found: jsonKind(each) };
      for (const one of inner) next.push(one);
    }
    values = next;
    at += shown(step);
  }
  return { values };
}

function into(value: unknown, step: Step): readonly unknown[] | null {
  if (step === "all") return Array.isArray(value) ? value : null;
  if ("place" in step) return Array.isArray(value) && step.place < value.length ? [value[step.place]] : null;
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMap && Object.hasOwn(value, step.key) ? [(value as Record<string, unknown>)[step.key]] : null;
}

const shown = (step: Step): string =>
  step === "all"
    ? "[*]"
    : "place" in step
      ? `[${step.place}]`
      : /^[A-Za-z_]\w*$/.test(step.key)
        ? `.${step.key}`
        : `[${JSON.stringify(step.key)}]`;

const wantedBy = (step: Step): string =>
  step === "all"
    ? "a list"
    : "place" in step
      ? `a list of more than ${step.place}`
      : `a map with ${JSON.stringify(step.key)}`;

/** What a JSON value is, in words that give nothing of it away. */
export function jsonKind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return { object: "a map", string: "a text", number: "a number", boolean: "true or false" }[typeof value as "object"];
}
