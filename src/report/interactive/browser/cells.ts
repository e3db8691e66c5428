const language = document.documentElement.lang;
const collator = new Intl.Collator(language, { numeric: true });

/** What stands between thousands and before decimals in the page's language. */
function separators(): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(language, { minimumFractionDigits: 1, useGrouping: true }).formatToParts(1234567);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  return { group: of("group"), decimal: of("decimal") };
}

const { group, decimal } = separators();
const escaped = (text: string): string => text.replace(/[.\\]/g, "\\$&");
const number = new RegExp(`([−-]?)(\\d{1,3}(?:${escaped(group)}\\d{3})+|\\d+)(?:${escaped(decimal)}(\\d+))?`);

/** The first number of a cell as it is printed, and its unit: what stands behind its last number. null: there is none. */
function read(text: string): { value: number; unit: string } | null {
  const found = number.exec(text);
  if (found === null) return null;
  const [, sign, whole = "", part = ""] = found;
  const value = Number(`${whole.replaceAll(group, "")}.${part}`) * (sign === "" ? 1 : -1);
  // "<0.001" comes before 0.001.
  const below = text.slice(0, found.index).includes("<") ? 1e-9 : 0;
  // "point" and "points" are one unit.
  const unit = /[\d\s]*([^\d\s()]{0,3})[^\d]*$/.exec(text)?.[1] ?? "";
  return { value: value - below, unit };
}

/** Compares two cells' texts. Numbers of one unit stand together; cells without a number come last, rising or falling. */
export function compareCells(numeric: boolean, direction: 1 | -1): (a: string, b: string) => number {
  if (!numeric) return (a, b) => collator.compare(a, b) * direction;
  return (a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return collator.compare(left.unit, right.unit) || (left.value - right.value) * direction;
  };
}
