import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** A page of the built site, by its path below the folder. */
interface BuiltPage {
  readonly name: string;
  readonly html: string;
}

const builtPages = (folder: string): BuiltPage[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".html"))
    .map((name) => ({ name, html: readFileSync(path.join(folder, name), "utf8") }));

const attributes = (html: string, pattern: RegExp): string[] => [...html.matchAll(pattern)].map(([, value]) => value!);
/** What a browser fetches by itself. */
const fetched = (html: string): string[] => [
  ...attributes(html, /<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc="([^"]*)"/g),
  ...attributes(html, /<link\b[^>]*\shref="([^"]*)"/g),
];
/** What a reader may follow. */
const followed = (html: string): string[] => attributes(html, /<a\b[^>]*\shref="([^"]*)"/g);
const isElsewhere = (address: string): boolean => /^([a-z]+:)?\/\//i.test(address);

/**
 * What is wrong with a built site: links to pages, headings and files that are not there, and anything that a page fetches from another host.
 * @param base the path that the site is served below, with slashes at both ends
 * @returns one line each; none: nothing is wrong
 */
export function siteProblems(folder: string, base = "/"): string[] {
  const pages = builtPages(folder);
  const ids = new Map(pages.map(({ name, html }) => [name, new Set(attributes(html, /\sid="([^"]*)"/g))]));
  const places = pages.flatMap(({ name, html }) => [
    ...fetched(html).flatMap((address) => {
      if (address.startsWith("data:")) return [];
      if (isElsewhere(address)) return [`${name}: fetches ${address}`];
      return targetOf(address) === null ? [`${name}: fetches ${address}, which is not there`] : [];
    }),
    ...followed(html).flatMap((address) => deadLink(name, address) ?? []),
  ]);
  const styles = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".css"))
    .flatMap((name) =>
      attributes(readFileSync(path.join(folder, name), "utf8"), /url\(["']?([^)"']+)/g)
        .filter((address) => isElsewhere(address))
        .map((address) => `${name}: fetches ${address}`),
    );
  return [...new Set([...places, ...styles])];

  /** The file that an address of the site leads to, by its path below the folder. */
  function targetOf(address: string): string | null {
    if (!address.startsWith(base)) return null;
    const name = decodeURI(address.slice(base.length)) || "index.html";
    for (const each of [name, `${name}.html`, path.join(name, "index.html")])
      if (existsSync(path.join(folder, each)) && statSync(path.join(folder, each)).isFile())
        return path.normalize(each);
    return null;
  }

  function deadLink(from: string, address: string): string[] | null {
    if (/^[a-z]+:/i.test(address) || isElsewhere(address)) return null;
    const [file = "", anchor = ""] = address.split("#");
    const target = file === "" ? from : targetOf(new URL(file, `http://site${base}${from}`).pathname);
    if (target === null) return [`${from}: the link ${address} leads to nothing`];
    if (anchor === "" || !target.endsWith(".html")) return null;
    const isThere = ids.get(target)?.has(decodeURIComponent(anchor)) ?? false;
    return isThere ? null : [`${from}: ${target} has no heading #${anchor}`];
  }
}
