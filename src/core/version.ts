/** Version of evenhand; a test holds it equal to package.json. */
export const toolVersion = "0.1.0";
