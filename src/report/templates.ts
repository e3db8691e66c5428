import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";

type Template = (view: object) => string;

/** `strict`: a name that a view does not have is an error, where Handlebars would print nothing. */
const options: CompileOptions = { strict: true, preventIndent: true, knownHelpersOnly: true };

let environment: typeof Handlebars | null = null;

/** Kinds of pages, each a template of its own. */
type Layout = "layout" | "site";
const layouts = new Map<Layout, Template>();

/** A page, with every other file of the folder as a part of it. Compiled once; only our own files are ever templates. */
export function page(view: object, name: Layout = "layout"): string {
  const known = layouts.get(name) ?? templates().compile(`{{> ${name}}}`, options);
  layouts.set(name, known);
  return known(view);
}

function templates(): typeof Handlebars {
  if (environment === null) {
    const folder = new URL("../report/templates/", import.meta.url);
    environment = Handlebars.create();
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".hbs"))) {
      const source = readFileSync(new URL(file, folder), "utf8").replace(/\n$/, "");
      environment.registerPartial(file.slice(0, -".hbs".length), environment.compile(source, options));
    }
  }
  return environment;
}
