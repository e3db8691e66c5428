import { describe, expect, it } from "vitest";
import { joinNames, unknownGroup } from "../../src/core/groups.js";
import { inSpokenOrder } from "../../src/report/group-order.js";
import { buildRecord, group } from "./record-builder.js";

const counts = [50, 30, 90, 9] as const;
const groups = (...names: string[]) => names.map((name) => group(name, ...counts));
const order = (record: Parameters<typeof inSpokenOrder>[0], language: "en" | "da" | "nb", attribute: string) => {
  const shown = inSpokenOrder(record, language);
  const rows = shown.population.filter((row) => row.attribute === attribute && row.group !== null);
  const first = shown.groups.find((row) => row.attribute === attribute);
  const valued = shown.groups.filter((row) => row.attribute === attribute && row.metric === first?.metric);
  expect(valued.map((row) => row.group)).toEqual(rows.map((row) => row.group));
  return rows.map((row) => row.group);
};

describe("inSpokenOrder(record, language)", () => {
  const city = { name: "city", groups: groups("Aarhus", "Bergen", "Vejle", "Åbo", "Ærø", "Ørsta", unknownGroup) };

  it("sorts by the alphabet of the language, unknown last", () => {
    const record = buildRecord({ attributes: [city], metrics: ["selection_rate"] });
    // Danish and Norwegian end in æ, ø, å, and take aa for å.
    expect(order(record, "da", "city")).toEqual(["Bergen", "Vejle", "Ærø", "Ørsta", "Åbo", "Aarhus", unknownGroup]);
    expect(order(record, "en", "city")).toEqual(["Aarhus", "Åbo", "Ærø", "Bergen", "Ørsta", "Vejle", unknownGroup]);
  });

  it("sorts by what is read: the language's label", () => {
    const labels = { a: { en: "women", da: "kvinder" }, b: { en: "men", da: "mænd" } };
    const record = buildRecord({
      attributes: [{ name: "gender", labels, groups: groups("a", "b") }],
      metrics: ["selection_rate"],
    });
    expect(order(record, "da", "gender")).toEqual(["a", "b"]);
    expect(order(record, "en", "gender")).toEqual(["b", "a"]);
  });

  it("keeps an order that a suite or bins gave", () => {
    const record = buildRecord({
      attributes: [{ name: "band", groups: groups("low", "high", "9", "10") }],
      metrics: ["selection_rate"],
    });
    expect(order(record, "da", "band")).toEqual(["low", "high", "9", "10"]);
  });

  it("sorts combinations by their parts", () => {
    const record = buildRecord({
      attributes: [city, { name: "age", groups: groups("9", "10") }],
      combinations: [
        {
          of: ["city", "age"],
          groups: groups(...["Aarhus", "Bergen"].flatMap((a) => ["9", "10"].map((b) => joinNames([a, b])))),
        },
      ],
      metrics: ["selection_rate"],
    });
    const shown = inSpokenOrder(record, "da").groups.filter((row) => row.attribute === "city × age");
    expect(shown.map((row) => row.group)).toEqual(
      [
        ["Bergen", "9"],
        ["Bergen", "10"],
        ["Aarhus", "9"],
        ["Aarhus", "10"],
      ].map(joinNames),
    );
  });
});
