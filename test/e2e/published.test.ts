import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { expect, it } from "vitest";
import { projectRoot } from "../fixtures.js";

it("package.json promises what the package holds (publint)", async () => {
  const { messages, pkg } = await publint({ pkgDir: projectRoot, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
});
