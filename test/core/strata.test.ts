import { expect, it } from "vitest";
import { strataFault } from "../../src/core/strata.js";

it("strataFault(strata) lets 200 different strata pass, and names the number of more", () => {
  const strata = (count: number) => Array.from({ length: 3 * count }, (_, row) => `stratum ${row % count}`);
  expect(strataFault([])).toBeNull();
  expect(strataFault(strata(200))).toBeNull();
  expect(strataFault(strata(201))).toBe(
    "the strata have 201 different values together, more than 200: a legitimate factor has few",
  );
});
