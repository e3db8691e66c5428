import { unsupportedModel } from "./broken-model.js";
import { below, damaged, type Field, fields, integer, text } from "./fields.js";

/** What a split of a CatBoost model needs to know of an input. */
interface FloatFeature {
  readonly input: number;
  /** Whether a missing value goes where values below every border go. */
  readonly missingLeft: boolean;
}

/** The inputs of a CatBoost model (`features_info`), numbers and categories by the places that splits call them by. */
export interface CatboostFeatures {
  readonly width: number;
  readonly names: readonly string[] | null;
  readonly floats: readonly FloatFeature[];
  /** The input of each categorical feature. */
  readonly categorical: readonly number[];
  /** Texts of categories, one list for all categorical inputs; null where the file has none. */
  readonly categories: readonly string[] | null;
  /** By hash: the place in {@link categories}. */
  readonly codeOfHash: ReadonlyMap<number, number>;
}

/** More than anybody trains with, and little enough to be kept as arrays. */
const mostInputs = 2 ** 20;
/** Categories times the inputs that take them: each input keeps a look-up of its own. */
const mostLookUps = 10_000_000;

/** @throws Failure (unusable) for damaged descriptions and for texts and embeddings. */
export function catboostFeatures(info: Field): CatboostFeatures {
  for (const kind of ["text_features", "embedding_features"])
    if (listed(below(info, kind)).length > 0) throw otherFeatures(info.model, kind);
  const floatFields = listed(below(info, "float_features"));
  const categoryFields = listed(below(info, "categorical_features"));
  const all = [...floatFields, ...categoryFields];
  const input = (feature: Field) => integer(below(feature, "flat_feature_index"), 0, mostInputs - 1);
  const width = all.reduce((most, feature) => Math.max(most, input(feature) + 1), 0);
  const hashes = listed(below(info, "cat_features_hash"));
  if (hashes.length * categoryFields.length > mostLookUps)
    throw damaged(
      below(info, "cat_features_hash"),
      `has ${hashes.length} categories for each of ${categoryFields.length} features`,
    );
  return {
    width,
    names: namesOf(all, input, width),
    floats: byPlace(floatFields, (feature) => ({ input: input(feature), missingLeft: isMissingLeft(feature) })),
    categorical: byPlace(categoryFields, input),
    categories: hashes.length === 0 ? null : hashes.map((entry) => text(below(entry, "value"))),
    codeOfHash: new Map(hashes.map((entry, code) => [integer(below(entry, "hash"), 0, 2 ** 32 - 1), code])),
  };
}

/** The entries of a list that may be missing or null. */
export const listed = (list: Field): Field[] => (list.value === undefined || list.value === null ? [] : fields(list));

const otherFeatures = (model: string, kind: string) =>
  unsupportedModel(
    model,
    `takes ${kind.replace("_features", "")} features, which are not supported`,
    "score with CatBoost and audit the logged answers: kind: logged",
  );

/** Features in the order of their `feature_index`, which is how splits call them. */
function byPlace<T>(features: readonly Field[], read: (feature: Field) => T): T[] {
  const found = new Array<T | undefined>(features.length).fill(undefined);
  for (const feature of features)
    found[integer(below(feature, "feature_index"), 0, features.length - 1)] = read(feature);
  return found.map((one, place) => {
    if (one === undefined) throw damaged(features[place]!, "is not the only feature with its feature_index");
    return one;
  });
}

/** Null unless every input has a name; files without names have empty ones. */
function namesOf(features: readonly Field[], input: (feature: Field) => number, width: number): string[] | null {
  const names = new Array<string>(width).fill("");
  for (const feature of features) {
    const name = below(feature, "feature_name").value ?? below(feature, "feature_id").value;
    if (typeof name === "string") names[input(feature)] = name;
  }
  return names.includes("") ? null : names;
}

/** `AsIs` compares NaN, which is above no border; `AsFalse` and `AsTrue` stand for below and above all of them. */
function isMissingLeft(feature: Field): boolean {
  const treatment = below(feature, "nan_value_treatment");
  const known = ["AsIs", "AsFalse", "AsTrue"];
  if (treatment.value !== undefined && !known.includes(text(treatment)))
    throw damaged(treatment, `is none of ${known.join(", ")}`);
  return treatment.value !== "AsTrue";
}
