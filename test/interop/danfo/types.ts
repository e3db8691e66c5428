// Compiled, never run: what a user writes has to fit the types of danfo.js.
import * as danfo from "danfojs-node";
import { type LoadedFrame, loadDanfo, type RecordFrames, recordFrame, recordFrames } from "../../../src/danfo.js";
import { evaluateTable } from "../../../src/evaluate-table.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Statement extends true>(statement: Statement): Statement => statement;

const record = evaluateTable(new danfo.DataFrame({ label: [true], gender: ["f"] }), {
  label: "label",
  prediction: "prediction",
  protected: ["gender"],
});
const frames = recordFrames(record, danfo);
const loaded = recordFrames(record, loadDanfo());
const groups = recordFrame({ groups: record.groups }, "groups", danfo);
holds<Same<typeof frames, RecordFrames<danfo.DataFrame>>>(true);
holds<Same<typeof loaded, RecordFrames<LoadedFrame>>>(true);
holds<Same<typeof groups, danfo.DataFrame>>(true);
// @ts-expect-error: the suite is no table
recordFrame(record, "suite", danfo);
