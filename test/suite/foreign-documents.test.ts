import { expect, it } from "vitest";
import { readDocument } from "../../src/suite/read-document.js";
import { withFixtures } from "../fixtures.js";
import { hostileCases } from "../sources/hostile-cases.js";

/** What YAML can say and suites leave out, on purpose. */
const leftOut =
  /^(?:a key must be a text|key ".*" is given twice|.* alone has a meaning of its own: put it in quotes|tags are not used here|a suite is one document|alias ".*" names no anchor above it|not valid YAML: Unsupported YAML version|not valid YAML: (?:Unknown|%YAML) directive|tag ".*" is not used in suites|not valid YAML: Unresolved tag)/;

/** A key order of its own is no other content. */
const sorted = (value: unknown): unknown =>
  typeof value !== "object" || value === null
    ? value
    : Array.isArray(value)
      ? value.map(sorted)
      : Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        );

withFixtures("yaml-test-suite", () => {
  const cases = hostileCases().filter(({ kind }) => kind === "yaml");

  it("what its authors say is no YAML is refused", () => {
    const taken = cases.filter((each) => each.expect === "reject" && problemsOf(each.bytes).length === 0);
    // A %YAML line that stands twice: both say 1.2.
    expect(taken.map(({ name }) => name)).toEqual(["SF5V Duplicate YAML directive"]);
    expect(cases.filter((each) => each.expect === "reject").length).toBeGreaterThan(90);
  });

  it("all else has the content that its authors say, or is refused as something that suites leave out", () => {
    let read = 0;
    for (const { name, bytes, json } of cases.filter((each) => each.expect === "accept")) {
      const { data, problems } = readDocument(bytes.toString("utf8"));
      if (problems.length > 0) expect(problems[0]!.message, name).toMatch(leftOut);
      else if (json !== null) {
        expect(sorted(data), name).toEqual(sorted(json));
        read++;
      }
    }
    expect(read).toBeGreaterThan(200);
  });
});

withFixtures("JSONTestSuite, read as suites are", () => {
  const cases = hostileCases().filter(({ kind, expect }) => kind === "json" && expect === "accept");

  it("gives the content of JSON.parse, or refuses a key that is given twice or is no plain text", () => {
    expect(cases).toHaveLength(40);
    for (const { name, bytes } of cases) {
      const { data, problems } = readDocument(bytes.toString("utf8"));
      if (problems.length === 0) expect(data, name).toEqual(JSON.parse(bytes.toString("utf8")));
      else expect(`${name}: ${problems[0]!.message}`).toMatch(/key ".*" is given twice|control character/);
    }
  });
});

const problemsOf = (bytes: Buffer) => readDocument(bytes.toString("utf8")).problems;
