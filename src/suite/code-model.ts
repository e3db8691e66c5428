import { type CodeSettings, isCodeKind } from "../core/code-settings.js";
import { Failure, type Problem } from "../core/errors.js";
import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";
import { milliseconds } from "./remote-settings.js";
import { remoteKeys } from "./remote-shape.js";
import type { Suite } from "./suite.js";

/** Keys of models behind a URL that programs and modules have too. */
const sharedKeys = ["batch", "timeout"];

/** What the shape of a model of the suite's own code cannot say. */
export function checkCodeModel(model: Draft, complain: Complain): void {
  const kind = model.at("kind");
  const [own, foreign] = kind.text === "command" ? ["command", "path"] : ["path", "command"];
  const refused = [foreign, "output", ...remoteKeys.filter((key) => !sharedKeys.includes(key))];
  for (const key of refused.map((name) => model.at(name)).filter(({ isPresent }) => isPresent))
    complain(key.path, `${key.path.at(-1)} does not go with kind ${quoted(kind.text ?? "")}`, { mark: "key" });
  for (const key of [own, "features"])
    if (!model.at(key).isPresent) complain(kind.path, `a model of kind ${quoted(kind.text ?? "")} needs "${key}"`);
}

interface CodeSpec {
  readonly kind: string;
  readonly command?: readonly string[] | undefined;
  readonly batch?: number | undefined;
  readonly timeout?: string | undefined;
}

/** How a model is asked, with the defaults filled in; null: it is no code of the suite's own. */
export const codeSettings = ({ kind, command, batch, timeout }: CodeSpec, folder: string): CodeSettings | null =>
  isCodeKind(kind)
    ? { command: command ?? [], folder, batch: batch ?? 1000, timeout: milliseconds(timeout ?? "60s") }
    : null;

/** @throws Failure (usage) for a suite with models that are code */
export function refuseCode({ file, models, place: placeOf }: Pick<Suite, "file" | "models" | "place">): void {
  const problems = models.flatMap(({ id, kind }, place): Problem[] =>
    isCodeKind(kind)
      ? [
          {
            message: `model ${quoted(id)} is a ${kind}: it runs code of the suite's own, with your rights on this machine`,
            file,
            ...placeOf(["models", place, "kind"]),
            hint: "read that code, then allow it with --allow-code",
          },
        ]
      : [],
  );
  if (problems.length > 0) throw new Failure("usage", problems);
}
