/** The part of a JSON Schema that evenhand's own schemas use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | boolean;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly $ref?: string;
}

/** One key of a document, for a table. */
export interface Field {
  /** From the top, such as `gates[].at_most`; `*` for a name that the writer chooses. */
  readonly key: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

/** Every key of a schema, each before those below it, in the schema's order. Parts that refer to themselves are named once. */
export function fieldsOf(schema: Schema, prefix = ""): Field[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, each]) => {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    const isRequired = required.includes(name);
    return [{ key, type: typeText(each), isRequired, description: each.description ?? "" }, ...below(each, key)];
  });
}

/** Keys of what stands below a key: of an object, of the entries of a list, of either form of a choice. */
function below(schema: Schema, key: string): Field[] {
  const found = [
    ...fieldsOf(schema, key),
    ...(typeof schema.items === "object" ? below(schema.items, `${key}[]`) : []),
    ...(typeof schema.additionalProperties === "object" ? below(schema.additionalProperties, `${key}.*`) : []),
    ...(schema.anyOf ?? []).flatMap((each) => below(each, key)),
  ];
  return found.filter((field, i) => found.findIndex((other) => other.key === field.key) === i);
}

/** A type in words: "number from 0 to 1", "one of `a`, `b`", "list of text". */
export function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) return "condition";
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(", or ");
  const types = [schema.type ?? "any"].flat().map((type) => oneType(schema, type));
  return types.join(", or ");
}

function oneType(schema: Schema, type: string): string {
  if (type === "string") return "text";
  if (type === "boolean") return "true or false";
  if (type === "null") return "null";
  if (type === "array") return typeof schema.items === "object" ? `list of ${typeText(schema.items)}` : "list";
  if (type === "object") {
    const values = schema.additionalProperties;
    return typeof values === "object" ? `names to ${typeText(values)}` : "keys below";
  }
  return type === "number" || type === "integer"
    ? `${type === "integer" ? "whole number" : "number"}${rangeText(schema)}`
    : type;
}

/** Bounds that say something: none are the largest whole numbers that programs count with. */
function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const isBound = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const parts = [
    ...(isBound(minimum) ? [`from ${minimum}`] : isBound(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : []),
    ...(isBound(maximum) ? [`to ${maximum}`] : isBound(exclusiveMaximum) ? [`below ${exclusiveMaximum}`] : []),
  ];
  return parts.length === 0 ? "" : ` ${parts.join(" ")}`;
}
