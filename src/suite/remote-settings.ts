import type { z } from "zod";
import { envNames } from "../core/env-references.js";
import { Failure, type Problem } from "../core/errors.js";
import { isRemoteKind, type RemoteSettings, type ResponsePaths } from "../core/remote-settings.js";
import { quoted } from "./quoted.js";
import type { remoteShape } from "./remote-shape.js";
import type { Suite } from "./suite.js";

type RemoteSpec = z.infer<z.ZodObject<typeof remoteShape>> & { readonly kind: string };

/** How a model is asked, with the defaults filled in; null: it is not behind a URL. */
export function remoteSettings(model: RemoteSpec): RemoteSettings | null {
  if (!isRemoteKind(model.kind)) return null;
  return {
    url: model.url ?? "",
    headers: model.headers ?? {},
    request: model.request ?? null,
    response: pathsOf(model.response),
    layout: model.layout ?? null,
    batch: model.batch ?? 500,
    concurrency: model.concurrency ?? 4,
    timeout: milliseconds(model.timeout ?? "30s"),
    deadline: milliseconds(model.deadline ?? "10m"),
    retries: model.retries ?? 3,
    allowHosts: model.allow_hosts ?? null,
    version: model.version ?? null,
    transfer: model.transfer ?? null,
    cache: model.cache ?? true,
  };
}

function pathsOf(response: RemoteSpec["response"]): ResponsePaths | null {
  if (response === undefined) return null;
  if (typeof response === "string") return { score: response, label: null, version: null };
  return { score: response.score ?? null, label: response.label ?? null, version: response.version ?? null };
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A duration of a suite, such as 30s. */
export function milliseconds(text: string): number {
  const [, number = "0", unit = "s"] = /^([\d.]+)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(number) * units[unit as keyof typeof units];
}

interface WithModels {
  readonly models: readonly { readonly remote?: RemoteSettings }[];
}

/** @throws Failure (usage) for a suite with models behind a URL */
export function refuseRemote({ file, models, place: placeOf }: Pick<Suite, "file" | "models" | "place">): void {
  const problems = models.flatMap(({ id, remote }, place): Problem[] =>
    remote === undefined
      ? []
      : [
          {
            message: `--offline: model ${quoted(id)} is behind a URL, and nothing may be sent`,
            file,
            ...placeOf(["models", place, "url"]),
          },
        ],
  );
  if (problems.length > 0) throw new Failure("usage", problems);
}

/** A suite whose remote models are asked anew, and whose answers are not kept. */
export const withoutCache = <S extends WithModels>(suite: S): S => ({
  ...suite,
  models: suite.models.map((model) =>
    model.remote === undefined ? model : { ...model, remote: { ...model.remote, cache: false } },
  ),
});

/** Environment variables that a suite's remote models refer to. */
export const environmentOf = ({ models }: WithModels): string[] => [
  ...new Set(
    models.flatMap(({ remote }) =>
      remote === undefined ? [] : [remote.url, ...Object.values(remote.headers)].flatMap(envNames),
    ),
  ),
];
