import type { z } from "zod";
import { type RunRecord, runRecordSchema } from "./run-record.js";

/** Puts the keys of a value in order, at every depth. */
type Arrange = (value: unknown) => unknown;

/**
 * A record of our own making with its keys in the schema's order, so that the same figures give the same bytes. Its values are typed
 * and not looked at again, which for large tables would take longer than all statistics; reading a record back proves all of it.
 * @throws RangeError for a key that the schema does not have
 */
export const inSchemaOrder = (record: RunRecord): RunRecord => arrangeRecord(record) as RunRecord;

/** How to arrange what a schema describes; null: there is nothing to arrange. */
function arranging(schema: z.core.$ZodType): Arrange | null {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  if (definition.type === "object") return arrangingObject(definition.shape);
  if (definition.type === "array") {
    const each = arranging(definition.element);
    return each && ((value) => (value as unknown[]).map(each));
  }
  if (!("innerType" in definition)) return null;
  const inner = arranging(definition.innerType);
  return inner && ((value) => (value == null ? value : inner(value)));
}

function arrangingObject(shape: Readonly<Record<string, z.core.$ZodType>>): Arrange {
  const keys = Object.entries(shape).map(([key, schema]) => ({ key, arrange: arranging(schema) }));
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    const arranged: Record<string, unknown> = {};
    for (const { key, arrange } of keys)
      if (key in given) arranged[key] = arrange === null ? given[key] : arrange(given[key]);
    const extra = Object.keys(given).find((key) => !(key in arranged));
    if (extra !== undefined) throw new RangeError(`no key of a record: ${extra}`);
    return arranged;
  };
}

const arrangeRecord = arranging(runRecordSchema) as Arrange;
