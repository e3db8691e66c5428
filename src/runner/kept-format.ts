import { z } from "zod";

/** Columns of kept predictions, one row per row that was kept, sorted by id. Texts but for scores and the numbers of a regression. */
export const keptColumns = {
  id: "id",
  unit: "unit",
  /** A value of the attribute; missing: unknown. Tags of one row stand in one text, between U+001F. */
  group: (attribute: string) => `group.${attribute}`,
  label: "label",
  /** Missing: the model left the decision to somebody else. */
  prediction: (model: string) => `prediction.${model}`,
  score: (model: string) => `score.${model}`,
} as const;

/** Under what name {@link keptMetadata} stands in the file's own metadata, as JSON. */
export const metadataKey = "evenhand";

/** What a file of kept predictions says of itself. */
export const keptMetadata = z
  .strictObject({
    version: z.literal(1),
    /** Tells which key the pseudonyms are under. */
    key_id: z.string().regex(/^[0-9a-f]{16}$/),
    task: z.enum(["classification", "regression"]),
    label: z.boolean(),
    unit: z.boolean(),
    attributes: z.array(z.strictObject({ name: z.string(), overlaps: z.boolean() })).min(1),
    intersections: z.array(z.array(z.string()).min(2)),
    models: z.array(z.strictObject({ id: z.string(), classes: z.array(z.string()), score: z.boolean() })).min(1),
  })
  .refine(({ attributes, intersections }) =>
    intersections.flat().every((name) => attributes.some((attribute) => attribute.name === name)),
  );
export type KeptMetadata = z.infer<typeof keptMetadata>;
