import { loadModel } from "../../src/models/index.js";
import type { FeatureStep } from "../../src/models/model.js";
import { batchOf, requestFor, type Table } from "./reference.js";

/** What a forked scorer is told, and what it answers for each file. */
export interface Order {
  readonly kind: string;
  readonly files: readonly string[];
  readonly featureSteps: readonly FeatureStep[] | null;
  readonly rows: Table;
}
export interface Outcome {
  readonly file: string;
  /** "scored", "failure" (one a user can act on), or "defect" (anything else that was thrown). */
  readonly result: "scored" | "failure" | "defect";
  readonly detail: string;
}

async function outcomeOf(order: Order, file: string): Promise<Outcome> {
  try {
    const model = await loadModel(requestFor(order.kind, file, { featureSteps: order.featureSteps }));
    const answers = await model.predict(batchOf(order.rows, model.columns));
    await model.close();
    return { file, result: "scored", detail: String(answers.score?.length ?? answers.label?.length) };
  } catch (cause) {
    const failure = cause instanceof Error && cause.name === "Failure";
    return {
      file,
      result: failure ? "failure" : "defect",
      detail: cause instanceof Error ? (failure ? cause.message : String(cause.stack)) : String(cause),
    };
  }
}

process.once("message", (order: Order) => {
  void (async () => {
    for (const file of order.files) {
      const outcome = await outcomeOf(order, file);
      await new Promise((sent) => process.send?.(outcome, sent));
    }
    process.disconnect();
  })();
});
