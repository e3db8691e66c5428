import type { z } from "zod";
import type { Path } from "./complaint.js";

type Schema = z.core.$ZodTypes;

/** The schemas that a value at this path may have: every branch of every union on the way. */
function schemasAt(schema: Schema, path: Path): Schema[] {
  const [part, ...rest] = path;
  return branches(schema).flatMap((branch) => {
    if (part === undefined) return [branch];
    const inner = childOf(branch, part);
    return inner === null ? [] : schemasAt(inner, rest);
  });
}

function branches(schema: Schema): Schema[] {
  const { def } = schema._zod;
  if (def.type === "union") return def.options.flatMap((option) => branches(option as Schema));
  if (def.type === "optional" || def.type === "default") return branches(def.innerType as Schema);
  return def.type === "lazy" ? branches(def.getter() as Schema) : [schema];
}

function childOf(schema: Schema, part: string | number): Schema | null {
  const { def } = schema._zod;
  if (def.type === "array" && typeof part === "number") return def.element as Schema;
  if (def.type === "record") return def.valueType as Schema;
  if (def.type === "object") return (def.shape[part] as Schema | undefined) ?? null;
  return null;
}

/** Keys that the schema has for a map at this path. */
export function knownKeys(schema: z.core.$ZodType, path: Path): string[] {
  const maps = schemasAt(schema as Schema, path).map(({ _zod }) => _zod.def);
  return [...new Set(maps.flatMap((def) => (def.type === "object" ? Object.keys(def.shape) : [])))];
}
