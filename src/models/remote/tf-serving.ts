import { unusable } from "../../core/errors.js";
import { jsonKind } from "../../core/json-path.js";
import { isRecord } from "../file-kind.js";
import { printable } from "../printable.js";
import { type SignatureTensor, tensorFacts } from "../signature.js";
import type { Client } from "./client.js";
import type { Endpoint } from "./endpoint.js";
import { responseFailure } from "./faults.js";
import { type FieldRows, type Fields, openFields } from "./fields.js";
import { decimal, listed, neverNull, plain, type Write } from "./json-rows.js";
import { namedPredictions } from "./predictions.js";
import type { OpenProtocol } from "./protocol.js";
import { remoteLoader } from "./remote-model.js";
import { inputTensor, type ServedTensor } from "./served-tensor.js";

/**
 * A model of TensorFlow Serving, over REST, in its row format. The URL is that of the model: https://host/v1/models/NAME or
 * …/versions/VERSION. Its default signature says what it takes. Source: tensorflow.org/tfx/serving/api_rest.
 */
const openTfServing: OpenProtocol = async ({ request, endpoint, client }) => {
  const version = await servedVersion(client);
  const signature = await readSignature(endpoint, client);
  const fields = openFields(
    request,
    signature.inputs.map((tensor) => inputTensor(request.id, tensor)),
  );
  return {
    fields,
    suffix: ":predict",
    // A missing number could only be sent as NaN, which is no JSON, and which networks answer with NaN.
    takesMissing: false,
    version,
    inputs: tensorFacts(signature.inputs),
    outputs: tensorFacts(signature.outputs),
    write: (values, rows) => ({
      body: `{"instances":${listed(rows, (row) => instance(signature.inputs, fields, values, row))}}`,
      added: 0,
    }),
    read: (value, rows) => namedPredictions(request, endpoint, value, rows),
  };
};

export const loadTfServing = remoteLoader(openTfServing);

const contents: Readonly<Record<string, ServedTensor["content"]>> = {
  DT_STRING: "text",
  DT_HALF: "number",
  DT_BFLOAT16: "number",
  DT_FLOAT: "number",
  DT_DOUBLE: "number",
  ...Object.fromEntries(
    [8, 16, 32, 64].flatMap((bits) => [`DT_INT${bits}`, `DT_UINT${bits}`].map((name) => [name, "integer"])),
  ),
};

/** The version that answers where only one does; null: several are loaded, or the server does not say. */
async function servedVersion(client: Client): Promise<string | null> {
  const status = await client.ask({ suffix: "" });
  const list = isRecord(status) && Array.isArray(status.model_version_status) ? status.model_version_status : [];
  const available = list.filter(isRecord).filter(({ state }) => state === "AVAILABLE");
  return available.length === 1 ? printable(String(available[0]?.version)) : null;
}

interface Signature {
  readonly inputs: readonly ServedTensor[];
  readonly outputs: readonly SignatureTensor[];
}

async function readSignature(endpoint: Endpoint, client: Client): Promise<Signature> {
  const { metadata } = record(await client.ask({ suffix: "/metadata" }));
  const definitions = record(record(record(metadata).signature_def).signature_def);
  const chosen = record(definitions.serving_default);
  const inputs = tensorsOf(chosen.inputs);
  if (inputs.length === 0)
    throw responseFailure(
      endpoint,
      'a signature "serving_default" with inputs',
      jsonKind(metadata),
      "export the model with that signature: model.export(FOLDER)",
    );
  return {
    inputs: inputs.map((tensor) => ({ ...tensor, content: contentOf(endpoint, tensor) })),
    outputs: tensorsOf(chosen.outputs),
  };
}

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

const tensorsOf = (tensors: unknown): SignatureTensor[] =>
  Object.entries(record(tensors)).map(([name, tensor]) => {
    const { dtype, tensor_shape: shape } = record(tensor);
    return { name: printable(name), dtype: printable(String(dtype)), shape: shapeOf(record(shape)) };
  });

/** Sizes are texts in this format, and -1 is an open one. */
function shapeOf({ dim, unknown_rank: isOpen }: Record<string, unknown>): (number | null)[] | null {
  if (isOpen === true || !Array.isArray(dim)) return null;
  return dim.map((each) => {
    const size = Number(record(each).size);
    return Number.isSafeInteger(size) && size >= 0 ? size : null;
  });
}

function contentOf({ model, shown }: Endpoint, { name, dtype }: SignatureTensor): ServedTensor["content"] {
  const content = contents[dtype];
  if (content !== undefined) return content;
  throw unusable(`model "${model}" at ${shown}: input "${name}" has the type ${dtype}, which features cannot be`);
}

/** One row: a value or list where the model has one input, a map of them where it has several. */
function instance(tensors: readonly ServedTensor[], { widths }: Fields, { values }: FieldRows, row: number): string {
  let first = 0;
  const parts = tensors.map(({ name, content, shape }, place) => {
    const width = widths[place] as number;
    const write = writes[content];
    const texts = values.slice(first, first + width).map((column) => write(column, row));
    first += width;
    return { name, text: shape?.length === 1 ? texts.join() : `[${texts.join(",")}]` };
  });
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only.text;
  return `{${parts.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

const writes: Readonly<Record<ServedTensor["content"], Write>> = { number: decimal, text: neverNull, integer: plain };
