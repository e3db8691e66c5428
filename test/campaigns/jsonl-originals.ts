const lines = (count: number, row: (place: number) => unknown, end = "\n"): string =>
  Array.from({ length: count }, (_, place) => `${JSON.stringify(row(place))}${end}`).join("");

/** Whole files of one JSON object per line. */
export const jsonlOriginals: readonly Buffer[] = [
  lines(30, (i) => ({ id: i, gender: i % 2 ? "f" : "m", label: i % 3 === 0, prediction: i % 2 })),
  lines(20, (i) => ({ id: `${i}`, gender: 'æ"\\\n', score: i / 7, none: null, "a/b~c": "x" }), "\r\n"),
  lines(15, (i) => (i % 2 ? { id: i } : { gender: "f", nested: { a: [i, { b: null }] }, list: ["", "x"] })),
  lines(10, (i) => ({ id: i, "": "nameless", ключ: "👩‍👩‍👧", big: 2 ** 60 + i, small: 1e-300 })),
].map((text) => Buffer.from(text));
