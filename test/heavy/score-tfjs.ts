import { loadModel } from "../../src/models/index.js";
import type { ModelRequest } from "../../src/models/model.js";
import { scoreAll, type Table } from "../models/reference.js";

/** What a child process is told: the runtime is found from its working folder, as in a user's project. */
export interface Order {
  readonly requests: readonly ModelRequest[];
  readonly rows: Table;
}
export interface Scored {
  readonly runtime: string | null;
  readonly score: readonly number[];
  readonly failure: string | null;
}

async function scored(request: ModelRequest, rows: Table): Promise<Scored> {
  try {
    const model = await loadModel(request);
    const { score } = await scoreAll(model, rows);
    await model.close();
    return { runtime: model.facts.runtime, score, failure: null };
  } catch (cause) {
    if (cause instanceof Error && cause.name === "Failure") return { runtime: null, score: [], failure: cause.message };
    throw cause;
  }
}

process.once("message", ({ requests, rows }: Order) => {
  void (async () => {
    const answers: Scored[] = [];
    for (const request of requests) answers.push(await scored(request, rows));
    process.send?.(answers, () => process.disconnect());
  })();
});
