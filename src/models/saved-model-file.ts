import { unusable } from "../core/errors.js";
import { printable } from "./printable.js";
import { bytesOf, integerOf, integersOf, NotProtobuf, textOf, utf8 } from "./protobuf.js";
import type { SignatureTensor } from "./signature.js";

/** A tensor of a signature; `node` is its name in the graph. */
export interface SavedSignature {
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
}

/** What can be told of a SavedModel before its runtime sees it. */
export interface SavedModelFile {
  readonly tags: readonly string[];
  readonly signatures: ReadonlyMap<string, SavedSignature>;
  readonly operations: ReadonlySet<string>;
}

/**
 * Operations that reach beyond the tensors: a SavedModel is a program, and TensorFlow would run them.
 * Source: "Using TensorFlow Securely" (SECURITY.md of tensorflow/tensorflow), which advises to treat models as code.
 */
const reaching =
  /^(ReadFile|WriteFile|MatchingFiles|.*PyFunc.*|.*Reader.*|.*Dataset.*|.*Iterator.*|.*Rpc.*|.*Summary.*|DebugIdentity.*|Print.*|Audio.*|.*Rendezvous|_Send|_Recv|_Host.*|XlaHost.*|Copy|CopyHost)$/;

/**
 * Looks into saved_model.pb: tags, signatures and operations of its first graph for serving.
 * Fields as in tensorflow/core/protobuf/saved_model.proto, meta_graph.proto and framework/graph.proto.
 * @throws Failure (unusable) when the file is broken or holds operations that read or write files or run foreign code.
 */
export function readSavedModelFile(model: string, content: Uint8Array): SavedModelFile {
  try {
    const graphs = bytesOf(content, 2).map((metaGraph) => ({
      metaGraph,
      tags: bytesOf(bytesOf(metaGraph, 1).at(-1) ?? new Uint8Array(), 4).map(utf8),
    }));
    const serving = graphs.find(({ tags }) => tags.includes("serve"));
    if (serving === undefined)
      throw unusable(`model "${model}": the SavedModel holds no graph tagged "serve"`, {
        hint: "export it for serving: model.export(FOLDER)",
      });
    const operations = new Set(graphs.flatMap(({ metaGraph }) => bytesOf(metaGraph, 2).flatMap(graphOperations)));
    const reach = [...operations].find((name) => reaching.test(name));
    if (reach !== undefined) {
      throw unusable(
        `model "${model}": its graph holds the operation "${printable(reach)}", which reaches beyond the model; refused`,
        {
          hint: "export the model without input pipelines, file access and Python functions",
        },
      );
    }
    return { tags: serving.tags, signatures: signaturesOf(serving.metaGraph), operations };
  } catch (cause) {
    if (!(cause instanceof NotProtobuf)) throw cause;
    throw unusable(
      `model "${model}": saved_model.pb is broken: it ${cause.message}`,
      { hint: "it may be truncated; copy it again" },
      cause,
    );
  }
}

/** Names of all operations in a GraphDef, with those of its functions. */
function graphOperations(graph: Uint8Array): string[] {
  const own = bytesOf(graph, 1).map((node) => textOf(node, 2));
  const functions = bytesOf(graph, 2).flatMap((library) => bytesOf(library, 1));
  return [...own, ...functions.flatMap((definition) => bytesOf(definition, 3).map((node) => textOf(node, 2)))];
}

function signaturesOf(metaGraph: Uint8Array): Map<string, SavedSignature> {
  return new Map(
    bytesOf(metaGraph, 5).map((entry) => {
      const definition = bytesOf(entry, 2).at(-1) ?? new Uint8Array();
      return [textOf(entry, 1), { inputs: signatureTensors(definition, 1), outputs: signatureTensors(definition, 2) }];
    }),
  );
}

/** tensorflow/core/framework/types.proto. TensorFlow.js holds 64-bit integers as int32 and has no doubles. */
const dataTypes: Readonly<Record<number, string>> = {
  1: "float32",
  2: "float64",
  3: "int32",
  7: "string",
  9: "int32",
  10: "bool",
};

function signatureTensors(definition: Uint8Array, side: 1 | 2): SignatureTensor[] {
  const tensors = bytesOf(definition, side).map((entry): SignatureTensor => {
    const info = bytesOf(entry, 2).at(-1) ?? new Uint8Array();
    const type = integerOf(info, 2);
    return {
      name: textOf(entry, 1),
      dtype: dataTypes[type] ?? `type ${type}`,
      shape: savedShape(bytesOf(info, 3).at(-1)),
    };
  });
  return tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function savedShape(shape: Uint8Array | undefined): (number | null)[] | null {
  if (shape === undefined || integerOf(shape, 3) === 1) return null;
  return bytesOf(shape, 2).map((dimension) => {
    const size = Number(integersOf(dimension, 1).at(-1) ?? 0n);
    return size < 0 ? null : size;
  });
}
