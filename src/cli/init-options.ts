import type { LimitOptions } from "./options.js";

/** What the user may say about the data, for a suite to be proposed. */
export interface ChoiceOptions {
  readonly name: string | undefined;
  readonly purpose: string | undefined;
  readonly label: string | undefined;
  readonly positive: string | undefined;
  readonly favourable: string | undefined;
  readonly prediction: string | undefined;
  readonly score: string | undefined;
  readonly id: string | undefined;
  readonly unit: string | undefined;
  readonly time: string | undefined;
  readonly protected: readonly string[] | undefined;
}

export interface InitOptions extends LimitOptions, ChoiceOptions {
  readonly data: string | undefined;
  readonly out: string;
  readonly force: boolean;
  readonly yes: boolean;
  readonly allowOutside: boolean;
  /** Folder for the example; empty: the default one; absent: no example. */
  readonly example: string | undefined;
}

const column = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;

/** Options that stand in place of what would be proposed. */
export const choiceOptions = {
  label: column("Column with the true outcome"),
  prediction: column("Column with the model's decision"),
  score: column("Column with the model's score"),
  positive: column("Outcome value that counts as a yes"),
  favourable: column("Outcome value that is good for the person"),
  protected: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "Columns that tell groups of people; instead of those that are found",
  },
  id: column("Column with the row id"),
  unit: column("Column that names the person or account"),
  time: column("Column with the date or time"),
  name: column("Name of the suite; default: from the file's name"),
  purpose: column("What the data may be used for"),
} as const;
