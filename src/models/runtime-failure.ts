import { type Failure, unusable } from "../core/errors.js";
import { type FileKind, kindFixes, kindNames } from "./file-kind.js";
import { firstLine } from "./optional-peer.js";

/** Runs a loading step of a runtime and turns what it throws into a failure. */
export async function loading<T>(model: string, runtime: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const message = readable(firstLine(cause));
    const damaged =
      cause instanceof TypeError ? "its description is damaged or of a newer form; copy or export it again" : undefined;
    const hint = hints.find(({ when }) => when.test(message))?.hint ?? damaged;
    throw unusable(
      `model "${model}" cannot be loaded by ${runtime}: ${message}`,
      hint === undefined ? {} : { hint },
      cause,
    );
  }
}

/** onnxruntime puts the place in its own sources before its words. */
const readable = (message: string): string => message.replace(/^.*?\/onnxruntime_src\/.*?[)>]\s+(?=[A-Z])/, "");

/** What runtimes say, and what a user can do about it. */
const hints: readonly { readonly when: RegExp; readonly hint: string }[] = [
  {
    when: /batchInputShape.*inputShape/,
    hint: "TensorFlow.js 4 does not read the Keras 3 form: export a SavedModel (model.export) and convert that (kind: tfjs-graph)",
  },
  {
    when: /weights are not set|Provided weight data has no target/,
    hint: "layers and weights belong to different versions; export the model again",
  },
  {
    when: /Failed to construct locale/,
    hint: "the model changes upper to lower case in a language setting that this system does not have: install that locale, or export the model without lower case inside and write lower_case: true beside the feature",
  },
  {
    when: /Unsupported model IR version|is under development|opset \d+ is not supported/i,
    hint: "the model is newer than the runtime: install a newer onnxruntime-node, or export with an older opset (17 works)",
  },
];

/** The failure for a batch that a runtime refused. Its own words are left out where they could quote a text of the data. */
export function refusedBatch(model: string, runtime: string, cause: unknown, texts: boolean): Failure {
  const words = texts ? "its message is withheld, because it may quote texts of the data" : firstLine(cause);
  const kernel = /Kernel '(\w+)' not registered/.exec(firstLine(cause))?.[1];
  const hint =
    kernel === undefined
      ? {}
      : { hint: `the operation ${kernel} needs @tensorflow/tfjs-node: npm install @tensorflow/tfjs-node@4.22.0` };
  return unusable(`model "${model}": ${runtime} refused a batch (${words})`, hint, cause);
}

/** The failure for a file of a kind other than the suite's. */
export function wrongKind(model: string, wanted: string, found: FileKind): Failure {
  const fix = kindFixes[found];
  const message = `model "${model}" is said to be ${wanted}, but its file is ${kindNames[found]}`;
  return unusable(message, fix === undefined ? {} : { hint: fix });
}
