/** What stands for the rows in a request, and what it becomes. */
export const placeholders = {
  rows: "a list of maps, one per row: [{tenure: 12, contract: monthly}, …]",
  values: "a list of lists, in the order of the features: [[12, monthly], …]",
  columns: "a map of lists: {tenure: [12, …], contract: [monthly, …]}",
  row: "the map of the one row, for endpoints that take one at a time (batch: 1)",
  names: "the names of the features: [tenure, contract]",
} as const;

/** The name of a placeholder. */
export type Placeholder = keyof typeof placeholders;

const data: readonly Placeholder[] = ["rows", "values", "columns", "row"];
const whole = /^\$\{(\w+)\}$/;

/** The placeholder that a text is; null: it is plain text. */
export function placeholderOf(text: string): Placeholder | null {
  const name = whole.exec(text)?.[1];
  return name !== undefined && Object.hasOwn(placeholders, name) ? (name as Placeholder) : null;
}

/** Every text of a JSON value, keys of maps too. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const each of value) yield* textsIn(each);
  else if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) {
      yield key.includes("${") ? `${key} as a key` : key;
      yield* textsIn(each);
    }
}

/** Whether a template takes one row at a time. */
export const isOneRow = (template: unknown): boolean => [...textsIn(template)].includes(`\${row}`);

/** What is wrong with a template; null: nothing. */
export function templateFault(template: unknown): string | null {
  const texts = [...textsIn(template)].filter((text) => text.includes("${"));
  const known = `known are ${Object.keys(placeholders)
    .map((name) => `"\${${name}}"`)
    .join(", ")}, each a text of its own`;
  if (texts.some((text) => text.includes("${env:")))
    return "environment variables are read in url and headers only, so that a secret never becomes part of a request's body";
  if (texts.some((text) => placeholderOf(text) === null)) return `holds a placeholder that is none; ${known}`;
  const used = texts.filter((text) => data.some((name) => text === `\${${name}}`));
  return used.length === 1 ? null : `needs the rows exactly once, found ${used.length} times; ${known}`;
}

/** A template as JSON text, with the JSON text of each placeholder put in its place. */
export function fillTemplate(template: unknown, texts: (placeholder: Placeholder) => string): string {
  if (typeof template === "string") {
    const placeholder = placeholderOf(template);
    return placeholder === null ? JSON.stringify(template) : texts(placeholder);
  }
  if (Array.isArray(template)) return `[${template.map((each) => fillTemplate(each, texts)).join(",")}]`;
  if (typeof template === "object" && template !== null)
    return `{${Object.entries(template)
      .map(([key, each]) => `${JSON.stringify(key)}:${fillTemplate(each, texts)}`)
      .join(",")}}`;
  return JSON.stringify(template);
}
