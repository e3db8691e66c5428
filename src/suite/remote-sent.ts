import { isCodeKind } from "../core/code-settings.js";
import { isRemoteKind } from "../core/remote-settings.js";
import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";
import { staysHere } from "./remote-host.js";

type Features = readonly (
  | string
  | { readonly name: string; readonly column?: string | undefined; readonly type?: string | undefined }
)[];

/**
 * What features and transfers must say of each other: a suite lists exactly the columns that leave the machine. `fromFiles`: feature
 * lists that stand in files of their own, by model.
 */
export function checkSent(models: readonly Draft[], fromFiles: readonly (Features | null)[], complain: Complain): void {
  for (const [place, model] of models.entries()) {
    const written = Array.isArray(model.at("features").value) ? (model.at("features").value as Features) : null;
    const features = (fromFiles[place] ?? written ?? []).flatMap((feature) => named(feature) ?? []);
    if (isRemoteKind(model.at("kind").text)) checkRemoteFeatures(model, features, complain);
    else if (!isCodeKind(model.at("kind").text) && features.some(({ type }) => type !== undefined))
      complain(
        model.at("features").path,
        "a feature's type is for models behind a URL, commands and modules; a model file tells it itself",
      );
  }
}

const named = (feature: Features[number]) =>
  typeof feature === "string"
    ? { name: feature, column: feature, type: undefined }
    : typeof feature?.name === "string"
      ? { column: feature.name, ...feature }
      : null;

function checkRemoteFeatures(
  model: Draft,
  features: readonly { name: string; column?: string | undefined }[],
  complain: Complain,
): void {
  const twice = features.find(({ name }, place) => features.findIndex((other) => other.name === name) < place);
  if (twice !== undefined)
    complain(model.at("features").path, `two features are called ${quoted(twice.name)}; a request names each once`);
  const sent = [...new Set(features.map(({ name, column }) => column ?? name))];
  const url = model.at("url").text;
  const declared = model.at("transfer");
  if (url === undefined || sent.length === 0) return;
  if (!declared.isPresent) {
    if (!staysHere(url))
      complain(model.path, "rows leave this machine, and nothing says who gets them and by what right", {
        hint: `add to the model: ${example(sent)}`,
      });
    return;
  }
  const listed = declared.at("columns").items.flatMap(({ text }) => text ?? []);
  const unlisted = sent.filter((column) => !listed.includes(column));
  const unsent = listed.filter((column) => !sent.includes(column));
  if (unlisted.length > 0)
    complain(
      declared.at("columns").path,
      `transfer.columns leaves out what the features send: ${unlisted.map(quoted).join(", ")}`,
    );
  if (unsent.length > 0)
    complain(
      declared.at("columns").path,
      `transfer.columns names what no feature sends: ${unsent.map(quoted).join(", ")}`,
    );
}

const plain = /^[\p{L}_][\p{L}\p{N}_ ]*$/u;
const example = (columns: readonly string[]): string =>
  `transfer: {recipient: NAME, country: NO, basis: "GDPR 28, agreement NUMBER", columns: [${columns
    .map((column) => (plain.test(column) ? column : JSON.stringify(column)))
    .join(", ")}]}`;
