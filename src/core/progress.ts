/** A step that takes time; `total` null while it is not known. `detail` is a second fact, such as "18,412 kept". */
export interface Progress {
  readonly step: "read" | "score" | "count" | "explain";
  readonly done: number;
  readonly total: number | null;
  readonly finished: boolean;
  readonly detail?: Readonly<Record<string, number>>;
}

export type OnProgress = (progress: Progress) => void;
