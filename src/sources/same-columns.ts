import { unusable } from "../core/errors.js";

interface NamedType {
  readonly name: string;
  readonly type: string;
}

/** Longer lists of differences are cut. */
const mostNamed = 5;

/** @throws Failure (unusable) unless all files have the columns of the first, in its order. */
export function sameColumns(
  files: readonly { readonly shown: string }[],
  columns: readonly (readonly NamedType[])[],
): void {
  const first = columns[0]!;
  columns.forEach((own, index) => {
    const difference = differenceOf(first, own);
    if (difference !== null)
      throw unusable(`has other columns than ${files[0]!.shown}: ${difference}`, { file: files[index]!.shown });
  });
}

function differenceOf(first: readonly NamedType[], own: readonly NamedType[]): string | null {
  const here = new Map(own.map(({ name, type }) => [name, type]));
  const there = new Map(first.map(({ name, type }) => [name, type]));
  const lacking = first.filter(({ name }) => !here.has(name)).map(({ name }) => name);
  const additional = own.filter(({ name }) => !there.has(name)).map(({ name }) => name);
  const retyped = own
    .filter(({ name, type }) => there.has(name) && there.get(name) !== type)
    .map(({ name, type }) => `${name} is ${type}, not ${there.get(name)}`);
  const parts = [
    ...(lacking.length > 0 ? [`without ${listed(lacking)}`] : []),
    ...(additional.length > 0 ? [`with ${listed(additional)}`] : []),
    ...(retyped.length > 0 ? [retyped.slice(0, mostNamed).join(", ")] : []),
  ];
  if (parts.length > 0) return parts.join("; ");
  if (own.length !== first.length) return "another number of columns without a name";
  return own.every(({ name }, place) => name === first[place]!.name) ? null : "the same names in another order";
}

const listed = (names: readonly string[]): string => {
  const shown = names
    .slice(0, mostNamed)
    .map((name) => `"${name}"`)
    .join(", ");
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} others` : shown;
};
