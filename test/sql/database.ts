import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll } from "vitest";

/** A bare DuckDB in memory for the tests of a file: what our SQL means is asked of a real engine. */
export function database(): { readonly rows: (sql: string) => Promise<unknown[][]> } {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(":memory:");
    connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return { rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJS() };
}
