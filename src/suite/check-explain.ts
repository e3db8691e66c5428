import { modelsOf } from "./check-models.js";
import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";

/** What the shape of `explain` cannot say. */
export function checkExplain(suite: Draft, complain: Complain): void {
  const explain = suite.at("explain");
  if (!explain.isPresent) return;
  const kinds = modelsOf(suite).map((model) => model.at("kind").text);
  if (kinds.length > 0 && kinds.every((kind) => kind === "logged"))
    complain(explain.path, "explain asks a model again, and this suite has logged predictions only", { mark: "key" });
  if (suite.at("dataset").at("count").isPresent)
    complain(explain.path, "explain needs rows of single people, and with dataset.count each row is a cell of many", {
      mark: "key",
    });
  checkGroups(explain.at("groups"), complain);
  checkActionable(suite, explain.at("actionable"), complain);
}

/** Nobody is told to become somebody else. */
function checkActionable(suite: Draft, actionable: Draft, complain: Complain): void {
  const attributes = suite.at("protected").items.map((each) => {
    const name = each.text ?? each.at("name").text;
    return { name, column: each.at("column").text ?? name };
  });
  for (const [column, change] of actionable.entries) {
    const attribute = attributes.find((each) => each.column === column);
    if (attribute !== undefined)
      complain(change.path, `${quoted(column)} is the protected attribute ${quoted(attribute.name ?? column)}`, {
        mark: "key",
        hint: "leave it out: an explanation must not ask people to change who they are",
      });
  }
}

/** An input cannot count twice. */
function checkGroups(groups: Draft, complain: Complain): void {
  const seen = new Set<string>();
  for (const [, columns] of groups.entries) {
    for (const column of columns.items) {
      if (column.text !== undefined && seen.has(column.text))
        complain(column.path, `column ${quoted(column.text)} stands in explain.groups twice`);
      if (column.text !== undefined) seen.add(column.text);
    }
  }
}
