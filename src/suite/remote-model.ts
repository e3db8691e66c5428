import { envFault, envNames } from "../core/env-references.js";
import { branchesOf, parseJsonPath } from "../core/json-path.js";
import { isOneRow, templateFault } from "../core/json-template.js";
import { isLoopbackHost } from "../core/remote-settings.js";
import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";
import { hostOf } from "./remote-host.js";
import { remoteKeys } from "./remote-shape.js";

/** Keys that only some kinds of remote models have. */
const ownKeys: Readonly<Record<string, readonly string[]>> = {
  http: ["request", "response"],
  kserve: ["layout", "output"],
  "tf-serving": ["output"],
  mlflow: ["output"],
};
/** Headers that the client sets. */
const setByClient = ["host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"];
const secretHeader = /^(proxy-)?authorization$|^cookie$|token|secret|password|api-?key|^x-key$/i;

/** What the shape of a remote model cannot say, but for its features, which may stand in a file. */
export function checkRemoteModel(model: Draft, complain: Complain): void {
  const kind = model.at("kind");
  const own = ownKeys[kind.text ?? ""] ?? [];
  const refused = ["path", "request", "response", "layout", "output"].filter((key) => !own.includes(key));
  for (const key of refused.map((name) => model.at(name)).filter(({ isPresent }) => isPresent))
    complain(key.path, `${key.path.at(-1)} does not go with kind ${quoted(kind.text ?? "")}`, { mark: "key" });
  for (const key of ["url", "features", ...(kind.text === "http" ? ["request", "response"] : [])])
    if (!model.at(key).isPresent) complain(kind.path, `a model of kind ${quoted(kind.text ?? "")} needs "${key}"`);
  checkUrl(model, complain);
  checkHeaders(model.at("headers"), complain);
  if (kind.text === "http") checkTemplates(model, complain);
}

/** Keys of remote models where the model is none. */
export function refuseRemoteKeys(model: Draft, complain: Complain): void {
  const kind = model.at("kind").text ?? "";
  for (const key of remoteKeys.map((name) => model.at(name)).filter(({ isPresent }) => isPresent))
    complain(key.path, `${key.path.at(-1)} is for models behind a URL, and kind ${quoted(kind)} has none`, {
      mark: "key",
    });
}

function checkUrl(model: Draft, complain: Complain): void {
  const { text, path } = model.at("url");
  if (text === undefined) return;
  const fault = urlFault(text, model);
  if (fault !== null) complain(path, fault.message, fault.hint === undefined ? {} : { hint: fault.hint });
}

function urlFault(url: string, model: Draft): { message: string; hint?: string } | null {
  const fault = envFault(url);
  if (fault !== null) return { message: `url: ${fault}` };
  const host = hostOf(url);
  const allowed = model.at("allow_hosts").items.flatMap(({ text }) => text ?? []);
  if (host === null)
    return allowed.length > 0
      ? null
      : {
          message: "an environment variable says which host the rows go to, and nothing says which are allowed",
          hint: "name them: allow_hosts: [models.example.no]",
        };
  if (host === undefined || !/^https?:\/\//i.test(url))
    return { message: "url must begin with https:// (or http:// on this machine) and a host" };
  if (url.includes("#")) return { message: "url has a fragment (#…), which is never sent" };
  if (/^https?:\/\/[^/?#]*@/i.test(url))
    return {
      message: "url holds a user name or password",
      hint: `send them as a header: headers: {authorization: "Basic \${env:NAME}"}`,
    };
  if (/^http:/i.test(url) && !isLoopbackHost(host))
    return {
      message: "url must be https: over http rows and secrets could be read on the way",
      hint: "http is for this machine alone; reach a server without https through a tunnel (ssh -L, kubectl port-forward)",
    };
  if (allowed.length > 0 && !allowed.includes(host))
    return { message: `url leads to ${quoted(host)}, and allow_hosts names ${allowed.map(quoted).join(", ")}` };
  const suffix = suffixes[model.at("kind").text ?? ""];
  return suffix?.test(url) === true
    ? { message: "url is that of the model; what is asked of it (/infer, :predict) is added here" }
    : null;
}

const suffixes: Readonly<Record<string, RegExp>> = {
  kserve: /\/infer\/?(\?|$)/,
  "tf-serving": /:(predict|classify|regress)(\?|$)/,
};

function checkHeaders(headers: Draft, complain: Complain): void {
  for (const [name, { text, path }] of headers.entries) {
    if (text === undefined) continue;
    const fault = envFault(text);
    if (fault !== null) complain(path, `header ${quoted(name)}: ${fault}`);
    else if (setByClient.includes(name.toLowerCase()))
      complain(path, `header ${quoted(name)} is set by evenhand itself`, { mark: "key" });
    else if (secretHeader.test(name) && envNames(text).length === 0)
      complain(path, `header ${quoted(name)} holds a secret that would stand in the suite`, {
        hint: `keep it in the environment: ${name}: "\${env:NAME}"`,
      });
    else if (/[^\t\u0020-\u007e\u00a0-\u00ff]/.test(text))
      complain(path, `header ${quoted(name)} holds a character that headers cannot hold`);
  }
}

function checkTemplates(model: Draft, complain: Complain): void {
  const request = model.at("request");
  const fault = request.isPresent ? templateFault(request.value) : null;
  if (fault !== null) complain(request.path, `request ${fault}`);
  const oneRow = request.isPresent && isOneRow(request.value);
  if (oneRow && model.at("batch").value !== 1)
    complain(request.path, `request takes one row at a time ("\${row}"), which needs batch: 1`);
  const response = model.at("response");
  const paths = response.isMap ? ["score", "label", "version"].map((key) => response.at(key)) : [response];
  if (response.isMap && !["score", "label"].some((key) => response.at(key).isPresent))
    complain(response.path, 'response needs "score" or "label"');
  for (const each of paths) if (each.text !== undefined) checkPath(each, oneRow, complain);
}

function checkPath({ text = "", path }: Draft, oneRow: boolean, complain: Complain): void {
  const steps = parseJsonPath(text);
  if (steps === null) {
    complain(path, `${quoted(text)} is no path`, { hint: "paths look like predictions[*].probability or [*][1]" });
    return;
  }
  const wanted = oneRow || path.at(-1) === "version" ? 0 : 1;
  if (branchesOf(steps) !== wanted)
    complain(
      path,
      wanted === 1
        ? `${quoted(text)} must have [*] once, where the rows are`
        : `${quoted(text)} leads to one value, so [*] has no place`,
    );
}
