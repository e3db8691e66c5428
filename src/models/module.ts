import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Failure, unusable } from "../core/errors.js";
import { codeAnswers } from "./code-answers.js";
import { isRecord } from "./file-kind.js";
import type { Answers, Batch, LoadedModel, Loader, ModelRequest } from "./model.js";
import { modelFile, openModelFolder } from "./model-folder.js";
import { firstLine } from "./optional-peer.js";
import { printable } from "./printable.js";
import { type FieldRows, type Fields, openFields } from "./remote/fields.js";
import { refusedBatch } from "./runtime-failure.js";

/** What a module is given: the suite's features by name, numbers (missing: NaN) or texts (missing: null). */
export interface ModuleBatch {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Float64Array | readonly (string | null)[]>>;
}

/**
 * A model that is an ES module: `export function predict(batch)` answers a {@link ModuleBatch}, now or later, as a command does:
 * with scores, {scores, labels, classes}, or labels alone. `export const classes = [...]` names the classes of lists of scores.
 * It runs in the process that reads the data, under its limits of memory and time.
 */
export const loadModule: Loader = async (request) => {
  const settings = request.code;
  if (settings === undefined) throw new Error(`model "${request.id}": no settings for kind ${request.kind}`);
  const file = await modelFile(request.path, "model.js");
  const folder = openModelFolder(path.dirname(file));
  await folder.read(path.basename(file));
  const fields = openFields(request, null);
  const loaded = await importModule(request, file);
  const predict = predictOf(request, loaded, file);
  const classNames = classesOf(request, loaded);
  return {
    facts: {
      id: request.id,
      kind: request.kind,
      ...folder.facts(),
      runtime: `node ${process.versions.node}`,
      inputs: fields.fields.map(({ name, type }) => ({ name, type, shape: ["N"] })),
      outputs: [],
      features: fields.fields.length,
    },
    columns: fields.columns,
    batchRows: settings.batch,
    classNames,
    predict: (batch) => ask({ request, fields, predict, classNames, timeout: settings.timeout }, batch),
    warnings: () => fields.warnings(),
    close: async () => {},
  } satisfies LoadedModel;
};

type Predict = (batch: ModuleBatch) => unknown;
type Exports = Readonly<Record<string, unknown>>;

async function importModule({ id }: ModelRequest, file: string): Promise<Exports> {
  const name = printable(path.basename(file));
  if (/\.[cm]?tsx?$/.test(file))
    throw unusable(`model "${id}": ${name} is TypeScript, which Node does not run`, {
      hint: "name the JavaScript that it compiles to",
    });
  try {
    return (await import(pathToFileURL(file).href)) as Exports;
  } catch (cause) {
    const hint = /Cannot use import statement|Unexpected token 'export'/.test(String(cause))
      ? 'call it .mjs, or write "type": "module" in the package.json beside it'
      : "run it with node by itself: it must load without an error";
    throw unusable(`model "${id}": ${name} cannot be loaded: ${firstLine(cause)}`, { hint }, cause);
  }
}

/** @throws Failure (unusable) that tells where `predict` was put instead */
function predictOf({ id }: ModelRequest, exports: Exports, file: string): Predict {
  const { predict, default: byDefault } = exports;
  if (typeof predict === "function") return predict as Predict;
  const names = Object.keys(exports);
  return refuse(id, `${printable(path.basename(file))} ${faultOf(predict, byDefault, names)}`);
}

function faultOf(predict: unknown, byDefault: unknown, names: readonly string[]): string {
  if (predict !== undefined) return `exports predict, which is no function but a ${typeof predict}`;
  if (typeof byDefault === "function") return "exports a function as its default, not by the name predict";
  if (isRecord(byDefault) && typeof byDefault.predict === "function")
    return "exports predict inside its default export (as module.exports does), not by its name";
  return names.length === 0 ? "exports nothing" : `exports ${printable(names.join(", "))}, and no predict`;
}

const refuse = (id: string, fault: string): never => {
  throw unusable(`model "${id}": ${fault}`, { hint: "write: export function predict(batch) { return { scores: … } }" });
};

function classesOf({ id }: ModelRequest, { classes }: Exports): readonly string[] | null {
  if (classes === undefined) return null;
  if (Array.isArray(classes) && classes.length > 1 && classes.every((name) => typeof name === "string")) return classes;
  throw unusable(`model "${id}" exports classes, which is no list of two texts or more`, {
    hint: 'write: export const classes = ["no", "yes"]',
  });
}

interface Asked {
  readonly request: ModelRequest;
  readonly fields: Fields;
  readonly predict: Predict;
  readonly classNames: readonly string[] | null;
  readonly timeout: number;
}

async function ask({ request, fields, predict, classNames, timeout }: Asked, batch: Batch): Promise<Answers> {
  const values = fields.encode(batch);
  const given = { rows: batch.rows, columns: namedColumns(fields, values) };
  const answer = await within(
    timeout,
    () => slow(request.id, timeout),
    async () => {
      try {
        return await predict(given);
      } catch (cause) {
        throw refusedBatch(
          request.id,
          "predict",
          cause,
          fields.fields.some(({ type }) => type === "text"),
        );
      }
    },
  );
  return codeAnswers(answer, { model: request.id, rows: batch.rows, classNames });
}

const namedColumns = ({ fields }: Fields, { values }: FieldRows): ModuleBatch["columns"] =>
  Object.fromEntries(fields.map(({ name }, place) => [name, values[place]!]));

const slow = (id: string, timeout: number): Failure =>
  unusable(`model "${id}": predict did not answer within ${timeout / 1000} s`, {
    hint: "give it more time (timeout: 5m) or fewer rows at once (batch: 100)",
  });

async function within<T>(milliseconds: number, late: () => Failure, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
