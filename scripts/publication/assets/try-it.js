// The forms of the API reference that ask a sandbox on the reader's own machine. No library, no other host.
"use strict"

const ADDRESS = /^https?:\/\/[^/?#\s]+$/
const MOST_COLUMNS = 12
const SECONDS = 15

for (const place of document.querySelectorAll("[data-origin]")) {
  place.textContent = location.origin
}
for (const form of document.querySelectorAll("[data-try-it]")) {
  form.querySelector(".try-it-needs-script").remove()
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    ask(form)
  })
}

async function ask(form) {
  const answer = form.querySelector(".try-it-answer")
  if (!ADDRESS.test(server(form))) {
    answer.replaceChildren(paragraph(`${server(form)} is no address: write it as http://127.0.0.1:8000.`, "try-it-failure"))
    return
  }
  const button = form.querySelector("button[type=submit]")
  button.disabled = true
  answer.replaceChildren(paragraph("Asking …"))
  try {
    const request = requestOf(form)
    const reply = await fetch(request.url, { ...request.options, signal: AbortSignal.timeout(SECONDS * 1000) })
    answer.replaceChildren(...shown(request, reply, await reply.text(), form.dataset))
  } catch (error) {
    answer.replaceChildren(...(await unanswered(form, error)))
  } finally {
    button.disabled = false
  }
}

/** The request that a form describes: its URL and the options of fetch. */
function requestOf(form) {
  let path = form.dataset.path
  const query = new URLSearchParams()
  const headers = {}
  const body = {}
  for (const input of form.querySelectorAll("input, select")) {
    const value = input.value.trim()
    const { where, type } = input.dataset
    if (where === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(value))
    if (value === "") continue
    if (where === "header") headers[input.name] = value
    if (where === "body") body[input.name] = type === "integer" ? Number(value) : value
    if (where === "query") {
      const separate = type === "array" && !("joined" in input.dataset)
      for (const each of separate ? value.split(",") : [value]) query.append(input.name, each.trim())
    }
  }
  const method = form.dataset.method
  const options = { method, headers }
  if (Object.keys(body).length) {
    headers["Content-Type"] = "application/json"
    options.body = JSON.stringify(body)
  }
  const asked = query.size ? `?${query}` : ""
  return { method, url: `${server(form)}${path}${asked}`, options }
}

function server(form) {
  return form.querySelector("[data-where=server]").value.trim().replace(/\/+$/, "")
}

/** What is shown of a reply: the status, the rows as a table, the headers, the JSON. */
function shown(request, reply, text, { rows: rowsPath, columns }) {
  const parsed = parse(text)
  const steps = rowsPath ? rowsPath.split("/") : []
  const rows = steps.reduce((node, step) => (node && typeof node === "object" ? node[step] : undefined), parsed)
  const status = paragraph(`${reply.status} ${reply.statusText}`.trim(), "try-it-status")
  status.classList.add(reply.ok ? "try-it-status--ok" : "try-it-status--refused")
  const parts = [element("p", {}, element("code", {}, `${request.method} ${request.url}`)), status]
  if (Array.isArray(rows)) {
    parts.push(paragraph(rows.length === 1 ? "1 row on this page" : `${rows.length} rows on this page`))
    if (rows.length) parts.push(table(rows, columns.split(" ")))
  }
  const headers = [...reply.headers].map(([name, value]) => `${name}: ${value}`).join("\n")
  parts.push(details("Headers", headers || "none that a page may see"))
  parts.push(details(parsed === undefined ? "Body" : "JSON", parsed === undefined ? text : JSON.stringify(parsed, null, 2), !Array.isArray(rows)))
  return parts
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A table of rows. The columns that a terminal would show come first, then what else there is. */
function table(rows, first) {
  const flat = rows.map((row) => flattened(row))
  const known = new Set(flat.flatMap(Object.keys))
  const columns = [...first.filter((column) => known.has(column)), ...[...known].filter((column) => !first.includes(column))].slice(0, MOST_COLUMNS)
  const head = element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column)))
  const lines = flat.map((row) => element("tr", {}, ...columns.map((column) => element("td", {}, row[column] ?? ""))))
  const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...lines))
  return element("div", { class: "try-it-rows", tabindex: "0", role: "region", "aria-label": "Rows" }, made)
}

/** A row's plain values, those of an object within it by both names. */
function flattened(row, prefix = "") {
  const found = {}
  for (const [name, value] of Object.entries(row ?? {})) {
    if (value && typeof value === "object" && !Array.isArray(value)) Object.assign(found, flattened(value, `${prefix}${name}.`))
    else if (!Array.isArray(value)) found[`${prefix}${name}`] = value === null ? "null" : String(value)
  }
  return found
}

/** What to do where no reply came. A browser does not say why; whether anything listens there can be found out. */
async function unanswered(form, error) {
  const url = server(form)
  if (error.name === "TimeoutError") return [paragraph(`No reply from ${url} within ${SECONDS} seconds.`, "try-it-failure")]
  const command = element("pre", {}, element("code", {}, form.querySelector(".try-it-command code").textContent))
  const listens = await fetch(url, { mode: "no-cors", signal: AbortSignal.timeout(3000) }).then(() => true, () => false)
  const says = listens
    ? `Something answers at ${url}, and does not let this page in. Start the sandbox with this page's origin:`
    : `No sandbox answers at ${url}. Start one, and ask again:`
  const hint = "A browser may ask whether this page may reach your own machine: allow it."
  return [paragraph(says, "try-it-failure"), command, paragraph(hint)]
}

function paragraph(text, name) {
  return element("p", name ? { class: name } : {}, text)
}

function details(title, text, open = false) {
  const made = element("details", {}, element("summary", {}, title), element("pre", { tabindex: "0" }, element("code", {}, text)))
  made.open = open
  return made
}

function element(name, attributes, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}
