import { unusable, usage } from "../../core/errors.js";
import { jsonKind } from "../../core/json-path.js";
import { isRecord } from "../file-kind.js";
import type { ModelRequest } from "../model.js";
import { printable } from "../printable.js";
import { chooseOutput, type SignatureTensor, tensorFacts } from "../signature.js";
import type { Client } from "./client.js";
import type { Endpoint } from "./endpoint.js";
import { responseFailure } from "./faults.js";
import { type FieldRows, type Fields, openFields } from "./fields.js";
import { decimal, neverNull, plain, type Write } from "./json-rows.js";
import type { OpenProtocol, Response, RowAnswer } from "./protocol.js";
import { remoteLoader } from "./remote-model.js";
import { checkCount, rowLabels } from "./row-answers.js";
import { inputTensor, type ServedTensor } from "./served-tensor.js";

/**
 * A model of a server that speaks the Open Inference Protocol, version 2, over REST (KServe, MLServer, Triton, Seldon). The URL is that
 * of the model: https://host/v2/models/NAME or …/versions/VERSION. Source: github.com/kserve/open-inference-protocol.
 */
const openKserve: OpenProtocol = async ({ request, endpoint, client }) => {
  await client.ask({ suffix: "/ready", isJson: false });
  const metadata = await readMetadata(endpoint, client);
  const tensors = chooseTensors(request, endpoint, metadata.inputs);
  const fields = openFields(
    request,
    tensors.map((tensor) => inputTensor(request.id, tensor)),
  );
  return {
    fields,
    suffix: "/infer",
    takesMissing: tensors.every(({ content }) => content !== "integer"),
    version: metadata.version,
    inputs: tensorFacts(tensors),
    outputs: tensorFacts(metadata.outputs),
    write: (values, rows) => ({ body: requestText(request, { fields, tensors }, values, rows), added: 0 }),
    read: (value, rows) => readResponse(request, endpoint, value, rows),
  };
};

export const loadKserve = remoteLoader(openKserve);

/** Datatypes of the protocol, by what JSON has for them. */
const contents: Readonly<Record<string, ServedTensor["content"]>> = {
  BYTES: "text",
  FP16: "number",
  BF16: "number",
  FP32: "number",
  FP64: "number",
  BOOL: "integer",
  ...Object.fromEntries(
    [8, 16, 32, 64].flatMap((bits) => [`INT${bits}`, `UINT${bits}`].map((name) => [name, "integer"])),
  ),
};

interface Metadata {
  /** The one version that is served; null: there are several, or the server does not say. */
  readonly version: string | null;
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
}

async function readMetadata(endpoint: Endpoint, client: Client): Promise<Metadata> {
  const metadata = await client.ask({ suffix: "" });
  if (!isRecord(metadata))
    throw responseFailure(
      endpoint,
      "the model's metadata",
      jsonKind(metadata),
      "url must be that of the model: https://host/v2/models/NAME",
    );
  const versions = Array.isArray(metadata.versions) ? metadata.versions : [];
  return {
    version: versions.length === 1 ? printable(String(versions[0])) : null,
    inputs: tensorsOf(metadata.inputs),
    outputs: tensorsOf(metadata.outputs),
  };
}

const tensorsOf = (list: unknown): SignatureTensor[] =>
  (Array.isArray(list) ? list : []).filter(isRecord).map(({ name, datatype, shape }) => ({
    name: printable(String(name)),
    dtype: printable(String(datatype)),
    shape: Array.isArray(shape) ? shape.map((size) => (typeof size === "number" && size >= 0 ? size : null)) : null,
  }));

/** The tensors to write: as the server says, or as the suite does, or one of numbers. */
function chooseTensors(
  request: ModelRequest,
  endpoint: Endpoint,
  told: readonly SignatureTensor[],
): readonly ServedTensor[] {
  const steps = request.featureSteps ?? [];
  const layout = request.remote?.layout ?? null;
  if (layout === null && told.length > 0)
    return told.map((tensor) => ({ ...tensor, content: contentOf(endpoint, tensor) }));
  const hasTexts = steps.some(({ type }) => type === "text");
  if (layout === "matrix" && hasTexts)
    throw usage(`model "${request.id}": layout: matrix is for numbers, and some features are texts`, {
      hint: "write layout: columns",
    });
  if (layout === "columns" || hasTexts)
    return steps.map((step) =>
      knownOr(endpoint, told, {
        name: step.name,
        ...(step.type === "text" ? texts : numbers),
        shape: [null, step.one_hot?.length ?? 1],
      }),
    );
  return [knownOr(endpoint, told, { name: "input", ...numbers, shape: [null, null] })];
}

const numbers = { dtype: "FP64", content: "number" } as const;
const texts = { dtype: "BYTES", content: "text" } as const;

/** What the server says of a tensor of that name, else what is assumed. */
function knownOr(endpoint: Endpoint, told: readonly SignatureTensor[], assumed: ServedTensor): ServedTensor {
  const known =
    told.length === 1 && assumed.name === "input" ? told[0] : told.find(({ name }) => name === assumed.name);
  return known === undefined ? assumed : { ...known, content: contentOf(endpoint, known) };
}

function contentOf({ model, shown }: Endpoint, { name, dtype }: SignatureTensor): ServedTensor["content"] {
  const content = contents[dtype];
  if (content !== undefined) return content;
  throw unusable(
    `model "${model}" at ${shown}: input "${name}" has the datatype ${dtype}, which is not of version 2 of the protocol`,
  );
}

interface Layout {
  readonly fields: Fields;
  readonly tensors: readonly ServedTensor[];
}

function requestText(
  request: ModelRequest,
  { fields, tensors }: Layout,
  values: FieldRows,
  rows: readonly number[],
): string {
  let first = 0;
  const inputs = tensors.map((tensor, place) => {
    const width = fields.widths[place] as number;
    const columns = values.values.slice(first, first + width);
    first += width;
    const write = writes[tensor.content](request.id, tensor.name);
    const data = rows.map((row) => columns.map((column) => write(column, row)).join(",")).join(",");
    const shape = tensor.shape?.length === 1 ? [rows.length] : [rows.length, width];
    return `{"name":${JSON.stringify(tensor.name)},"shape":${JSON.stringify(shape)},"datatype":"${tensor.dtype}","data":[${data}]}`;
  });
  const outputs = request.output === null ? "" : `,"outputs":[{"name":${JSON.stringify(request.output)}}]`;
  return `{"inputs":[${inputs.join(",")}]${outputs}}`;
}

const writes: Readonly<Record<ServedTensor["content"], (model: string, tensor: string) => Write>> = {
  number: () => decimal,
  text: () => neverNull,
  integer: (model, tensor) => (values, row) => {
    if (Number.isInteger(values[row])) return plain(values, row);
    throw unusable(`model "${model}": input "${tensor}" takes whole numbers, and some rows have others`, {
      hint: "serve the model with a floating-point input, or give the column whole numbers",
    });
  },
};

interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

function readResponse(request: ModelRequest, endpoint: Endpoint, value: unknown, rows: number): Response {
  const list = isRecord(value) && Array.isArray(value.outputs) ? value.outputs : null;
  if (!isRecord(value) || list === null || list.length === 0)
    throw responseFailure(
      endpoint,
      "outputs of version 2 of the protocol",
      jsonKind(value),
      "url must be that of the model: https://host/v2/models/NAME",
    );
  const outputs = list.map((output) => readOutput(endpoint, output));
  const { score, label } = chooseOutputs(request, outputs);
  const scores = score === null ? null : scoresOf(endpoint, score, rows);
  const labels = label === null ? null : rowLabels(endpoint, label.data, rows);
  const version = value.model_version;
  return {
    rows: Array.from(
      { length: rows },
      (_, row): RowAnswer => ({ scores: scores?.[row] ?? null, label: labels?.[row] ?? null }),
    ),
    version: typeof version === "string" && version !== "" ? printable(version) : null,
  };
}

function readOutput(endpoint: Endpoint, output: unknown): Output {
  const { name, datatype, shape, data } = isRecord(output) ? output : {};
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (typeof name === "string" && typeof datatype === "string" && isShape && Array.isArray(data))
    return { name: printable(name), datatype, shape: shape as number[], data: data.flat(Infinity) };
  throw responseFailure(
    endpoint,
    "outputs with name, datatype, shape and data",
    jsonKind(output),
    "binary outputs are not read: turn them off at the server",
  );
}

/** Scores are floating-point tensors, labels texts or whole numbers, as in other formats of models. */
function chooseOutputs(
  request: ModelRequest,
  outputs: readonly Output[],
): { score: Output | null; label: Output | null } {
  const isScore = ({ datatype }: Output): boolean => contents[datatype] === "number";
  const [scores, labels] = [outputs.filter(isScore), outputs.filter((output) => !isScore(output))];
  const likely = scores.length > 0 ? scores : labels;
  const name = chooseOutput(
    request,
    outputs.map((output) => output.name),
    likely.map((output) => output.name),
  );
  const chosen = outputs.find((output) => output.name === name) as Output;
  if (!isScore(chosen)) return { score: null, label: chosen };
  return { score: chosen, label: labels.length === 1 ? (labels[0] as Output) : null };
}

function scoresOf(endpoint: Endpoint, { name, shape, data }: Output, rows: number): readonly (readonly number[])[] {
  checkCount(endpoint, shape[0] ?? 0, rows);
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  if (width < 1 || data.length !== rows * width)
    throw responseFailure(
      endpoint,
      `${rows * width} values in output "${name}" of shape [${shape.join(", ")}]`,
      String(data.length),
      "look at the server's log",
    );
  if (!data.every((value) => Number.isFinite(value)))
    throw responseFailure(
      endpoint,
      `finite numbers in output "${name}"`,
      "others",
      "give features a stand-in: {name: income, missing: 0}",
    );
  return Array.from({ length: rows }, (_, row) => data.slice(row * width, (row + 1) * width) as number[]);
}
