#include "tests/sandbox/page.hpp"

namespace sandbox {

namespace {

// What the CRM holds comes from anywhere: the script puts it into the page as text and never as
// HTML, and the page may load nothing from elsewhere.
constexpr std::string_view policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

constexpr std::string_view html = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>crm-sandbox</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5em; color: #222; }
table { border-collapse: collapse; margin-bottom: 1em; }
th, td { text-align: left; vertical-align: top; padding: .2em .8em .2em 0; border-bottom: 1px solid #ddd; }
td { max-width: 28em; overflow-wrap: anywhere; white-space: pre-line; }
th { font-weight: 600; white-space: nowrap; }
h2 small { font-weight: 400; color: #777; }
#told { color: #777; }
</style>
<h1>crm-sandbox</h1>
<p id="told">asking ...</p>
<div id="held"></div>
<script>
const bookingColumns = ["id", "externalId", "status", "name", "contacts", "start", "summary",
                        "address", "bookingProviderId", "modifiedOn"];

function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

function textOf(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(textOf).join("\n");
  if (typeof value !== "object") return String(value);
  if ("type" in value && "value" in value)
    return value.type + " " + value.value + (value.memo ? " (" + value.memo + ")" : "");
  return Object.values(value).filter(v => v !== null && v !== "").map(textOf).join(", ");
}

function columnsOf(kind) {
  if (kind.name === "bookings") return bookingColumns;
  const names = new Set(["id"]);
  for (const row of kind.newest) for (const name of Object.keys(row)) names.add(name);
  for (const name of ["createdBy", "createdById", "modifiedBy"]) names.delete(name);
  return [...names];
}

function tableOf(kind) {
  const table = element("table"), head = table.createTHead().insertRow(), columns = columnsOf(kind);
  for (const name of columns) head.append(element("th", name));
  const body = table.createTBody();
  for (const row of kind.newest) {
    const line = body.insertRow();
    for (const name of columns) line.append(element("td", textOf(row[name])));
  }
  return table;
}

function show(state) {
  const held = [];
  for (const tenant of state.tenants) {
    held.push(element("h1", "Tenant " + tenant.tenant));
    for (const kind of tenant.kinds) {
      if (kind.count === 0 && kind.name !== "bookings") continue;
      const title = element("h2", kind.name + " ");
      const shown = kind.count > kind.newest.length ? ", the newest " + kind.newest.length : "";
      title.append(element("small", kind.count + shown));
      held.push(title);
      if (kind.count > 0) held.push(tableOf(kind));
    }
  }
  document.getElementById("held").replaceChildren(...held);
}

let last = "";
async function refresh() {
  const told = document.getElementById("told");
  try {
    const text = await (await fetch("/sandbox/state")).text();
    if (text !== last) show(JSON.parse(text));
    last = text;
    told.textContent = "as of " + new Date().toLocaleTimeString();
  } catch (failure) {
    told.textContent = "no answer: " + failure;
  }
  setTimeout(refresh, 2000);
}
refresh();
</script>
</html>
)html";

}  // namespace

answer page() {
    answer made{.body = std::string(html), .content_type = "text/html; charset=utf-8"};
    made.headers["Content-Security-Policy"] = policy;
    return made;
}

}  // namespace sandbox
