import fc from "fast-check";
import { describe, expect, it } from "vitest";
import yargs from "yargs";
import { documentedCommands } from "../../scripts/command-options.js";
import { table } from "../../scripts/reference-tables.js";
import { fieldsOf, typeText } from "../../scripts/schema-fields.js";
import type { Command, CommandGroup, CommonOptions } from "../../src/cli/command.js";
import { commands } from "../../src/cli/index.js";
import { pageText } from "../markdown-blocks.js";

const registry = commands as unknown as readonly (Command<never> | CommandGroup)[];
const all = (list: readonly (Command<never> | CommandGroup)[]): Command<never>[] =>
  list.flatMap((each) => [...("run" in each ? [each] : []), ...all(each.commands ?? [])]);

describe("docs/reference/commands.md", () => {
  const page = pageText("docs/reference/commands.md");
  const documented = documentedCommands(registry);

  it("has every command once", () => {
    expect(documented.length).toBe(all(registry).length);
    expect(documented.length).toBeGreaterThan(25);
    expect(new Set(documented.map(({ usage }) => usage)).size).toBe(documented.length);
    for (const { usage } of documented) expect(page).toContain(`\n\`evenhand ${usage}\`\n`);
  });

  // yargs itself is the oracle of what each command takes.
  it.each(documented.map(({ usage }, i) => [usage, i] as const))("%s: names what yargs knows of it", (_, i) => {
    const parser = yargs();
    all(registry)[i]!.options(parser as unknown as import("yargs").Argv<CommonOptions>);
    const { key } = (parser as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions();
    const { positionals, options } = documented[i]!;
    const named = [...Object.keys(positionals), ...Object.keys(options)].toSorted();
    expect(named).toEqual(
      Object.keys(key)
        .filter((name) => name !== "help" && name !== "version")
        .toSorted(),
    );
  });
});

describe("fieldsOf", () => {
  it("names keys below objects, lists, choices and maps, each once", () => {
    const schema = {
      properties: {
        a: { type: "object", required: ["b"], properties: { b: { type: "number", minimum: 0, maximum: 1 } } },
        c: {
          type: "array",
          items: { anyOf: [{ type: "string" }, { type: "object", properties: { d: { enum: ["x", "y"] } } }] },
        },
        e: {
          type: "object",
          additionalProperties: { type: "object", properties: { f: { type: ["string", "null"] } } },
        },
      },
      required: ["a"],
    };
    expect(fieldsOf(schema).map(({ key, type, isRequired }) => [key, type, isRequired])).toEqual([
      ["a", "keys below", true],
      ["a.b", "number from 0 to 1", true],
      ["c", "list of text, or keys below", false],
      ["c[].d", "`x`, `y`", false],
      ["e", "names to keys below", false],
      ["e.*.f", "text, or null", false],
    ]);
  });

  it("leaves out the bounds that are those of whole numbers themselves", () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(typeText({ type: "integer", minimum: 0, maximum: most })).toBe("whole number from 0");
    expect(typeText({ type: "integer", minimum: -most, maximum: most })).toBe("whole number");
  });
});

it("table has one cell for each text, whatever it holds", () => {
  const text = fc.string().filter((each) => !/[\n\r`\\]/.test(each));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (row) => {
      const last = table(row, [row]).split("\n").at(-1)!;
      expect(last.match(/(?<!\\)\|/g)?.length).toBe(row.length + 1);
      expect(last).not.toMatch(/(?<!\\)</);
    }),
  );
});
