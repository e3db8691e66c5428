// Compiled, never run: what a user writes has to fit the types of Arrow.
import { Table, vectorFromArray } from "apache-arrow";
import { evaluateTable, type TableSpec } from "../../../src/evaluate-table.js";

const spec: TableSpec = { label: "label", prediction: "prediction", protected: ["gender"] };
const table = new Table({ label: vectorFromArray([true, null]), gender: vectorFromArray(["f", "m"]) });
evaluateTable(table, spec);
evaluateTable({ label: [1, null], prediction: Int8Array.of(1, 0), gender: vectorFromArray(["f", "m"]) }, spec);
