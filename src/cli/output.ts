import pc from "picocolors";

/** How a stream is written to: colour only on a terminal, unless NO_COLOR or FORCE_COLOR decide. */
export interface Style {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly terminal: boolean;
  readonly columns: number;
}

export function styleOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): Style {
  const terminal = stream.isTTY === true && environment.TERM !== "dumb";
  return {
    terminal,
    colour: wantsColour(terminal, environment),
    unicode: speaksUnicode(environment),
    columns: stream.columns ?? 80,
  };
}

/** https://no-color.org and FORCE_COLOR, which wins. */
function wantsColour(terminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined && forced !== "") return forced !== "0";
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== "") return false;
  return terminal;
}

function speaksUnicode(environment: NodeJS.ProcessEnv): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "";
  if (process.platform === "win32") return environment.WT_SESSION !== undefined;
  return locale === "" || /utf-?8/i.test(locale);
}

/** The few colours of the terminal: one word or mark, never a whole line. */
export const paint = (style: Style) => {
  const colours = pc.createColors(style.colour);
  return {
    over: (text: string) => colours.bold(colours.red(text)),
    within: colours.blue,
    undecided: colours.bold,
    dim: colours.dim,
    path: colours.underline,
  };
};
