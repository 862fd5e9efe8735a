// SPDX-License-Identifier: BSL-1.0
"use strict";

// What comes from the naming service is put into the page as text, never as HTML.
const $ = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

async function ask(path, parameters = {}) {
  const answer = await fetch(path + "?" + new URLSearchParams(parameters));
  if (!answer.ok) throw new Error((await answer.text()).trim() || answer.statusText);
  return answer.json();
}

function complain(error) {
  $("trouble").hidden = !error;
  $("trouble").textContent = error ? error.message : "";
}

// -- Names as people write them (Naming Service, 2.4)

const escaped = (text) => text.replace(/[\\/.]/g, "\\$&");

function component({ id, kind }) {
  if (!kind) return id ? escaped(id) : ".";
  return escaped(id) + "." + escaped(kind);
}

const whole = (path) => path.map(component).join("/");

// -- The tree

let chosen = null;

function row(context, path) {
  const binding = path[path.length - 1];
  const isContext = binding.type === "context";
  const button = element("button", { type: "button", className: "row" + (isContext ? " context" : "") },
    element("span", { className: "mark", textContent: isContext ? "›" : "" }),
    element("span", { className: "name" }, binding.id,
      element("span", { className: "kind", textContent: binding.kind || !binding.id ? "." + binding.kind : "" })));
  button.where = { context, id: binding.id, kind: binding.kind };
  button.path = path;
  const item = element("li", {}, button);
  button.addEventListener("click", () => choose(button, item));
  return item;
}

function mark(button, state, text) {
  let dot = button.querySelector(".state");
  if (!dot) button.append((dot = element("span")));
  dot.className = "state " + state;
  dot.title = text;
}

async function fill(list, context, path, after) {
  const answer = await ask("api/list", after ? { context, after_id: after.id, after_kind: after.kind } : { context });
  for (const binding of answer.bindings) list.append(row(context, [...path, binding]));
  if (answer.more) {
    const more = element("button", { type: "button", className: "more", textContent: "More" });
    const item = element("li", {}, more);
    const last = answer.bindings[answer.bindings.length - 1];
    more.addEventListener("click", () => fill(list, context, path, last).then(() => item.remove(), complain));
    list.append(item);
  }
  return answer.bindings.length;
}

async function choose(button, item) {
  try {
    if (chosen) chosen.removeAttribute("aria-current");
    chosen = button;
    button.setAttribute("aria-current", "true");
    const bound = await ask("api/item", button.where);
    if (chosen === button) show(button, bound);
    if (bound.context) await unfold(button, item, bound.context);
    complain(null);
  } catch (error) {
    complain(error);
  }
}

async function unfold(button, item, context) {
  const open = item.querySelector(":scope > ul");
  if (open) {
    open.remove();
    button.setAttribute("aria-expanded", "false");
    return;
  }
  const list = element("ul");
  item.append(list);
  button.setAttribute("aria-expanded", "true");
  if (!(await fill(list, context, button.path))) {
    list.append(element("li", { className: "quiet", textContent: "empty" }));
  }
}

// -- References

/** What an IOR says, as pairs of a word and a text; throws for one that cannot be read. */
function describe(reference) {
  if (!/^IOR:([0-9a-f]{2})+$/i.test(reference)) return [["reference", reference]];
  const bytes = Uint8Array.from(reference.slice(4).match(/../g), (pair) => parseInt(pair, 16));
  const ior = reader(bytes);
  const said = [["type", ior.text() || "not said"]];
  const profiles = ior.number();
  for (let i = 0; i < Math.min(profiles, 64); ++i) {
    const tag = ior.number(), body = ior.octets();
    if (tag === 0) said.push(...iiop(body));
    else if (tag !== 1) said.push(["profile", `tag ${tag}, ${body.length} bytes`]);
  }
  return said;
}

function iiop(body) {
  const profile = reader(body);
  const version = [profile.octet(), profile.octet()];
  const said = [["address", place(profile)], ["IIOP", version.join(".")], ["object key", printable(profile.octets())]];
  if (version[1] === 0) return said;
  const count = profile.number();
  for (let i = 0; i < Math.min(count, 256); ++i) {
    const tag = profile.number(), data = profile.octets();
    if (tag === 0) said.push(["made by", maker(reader(data).number())]);
    else if (tag === 1) said.push(["code sets", codeSets(reader(data))]);
    else if (tag === 3) said.push(["also at", place(reader(data))]);
    else said.push(["component", `tag ${tag}, ${data.length} bytes`]);
  }
  return said;
}

function place(from) {
  const host = from.text();
  return (host.includes(":") ? `[${host}]` : host) + ":" + from.short();
}

function maker(type) {
  const known = {
    0x41545400: "omniORB", 0x43424c00: "Corbel", 0x4a414300: "JacORB", 0x54414f00: "TAO",
  };
  return known[type] || "ORB type 0x" + type.toString(16);
}

function codeSets(from) {
  const known = { 0x05010001: "UTF-8", 0x00010109: "UTF-16", 0x00010001: "ISO-8859-1" };
  const name = (set) => known[set] || "0x" + set.toString(16);
  const char = from.number();
  for (let left = from.number(); left > 0; --left) from.number();
  return `${name(char)}, wide ${name(from.number())}`;
}

function printable(bytes) {
  const isPlain = (byte) => byte > 0x20 && byte < 0x7f && byte !== 0x25;
  const shown = (byte) => isPlain(byte) ? String.fromCharCode(byte) : "%" + byte.toString(16).padStart(2, "0");
  return Array.from(bytes, shown).join("");
}

/** Reads an encapsulation (CDR). Each part throws RangeError at the end of the bytes. */
function reader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = view.getUint8(0) === 1;
  let at = 1;
  const aligned = (size) => { at += (size - at % size) % size; const here = at; at += size; return here; };
  return {
    octet() { return view.getUint8(at++); },
    short() { return view.getUint16(aligned(2), little); },
    number() { return view.getUint32(aligned(4), little); },
    octets() {
      const length = this.number();
      if (length > bytes.length - at) throw new RangeError("longer than the reference");
      at += length;
      return bytes.subarray(at - length, at);
    },
    text() { return new TextDecoder().decode(this.octets()).replace(/\0$/, ""); },
  };
}

// -- Details

function table(pairs) {
  return element("table", {}, element("tbody", {}, ...pairs.map(([word, text]) =>
    element("tr", {}, element("th", { scope: "row", textContent: word }), element("td", { textContent: text })))));
}

function show(button, bound) {
  const binding = button.path[button.path.length - 1];
  const above = button.path.slice(0, -1);
  const parts = [
    element("h2", { textContent: component(binding) }),
    element("p", { className: "path", textContent: above.length ? "in " + whole(above) : "" }),
  ];
  if (bound.context) {
    parts.push(table([["kind of name", "context of this service"], ["context id", bound.context]]));
  } else {
    const answer = element("p", { className: "answer" },
      element("button", { type: "button", textContent: "Does it answer?" }));
    answer.firstChild.addEventListener("click", () => probe(button, answer));
    let said;
    try {
      said = describe(bound.reference);
    } catch (error) {
      said = [["reference", "cannot be read: " + error.message]];
    }
    const kind = bound.type === "context" ? "context of another service" : "object";
    parts.push(answer, table([["kind of name", kind], ...said]));
    parts.push(element("h3", { textContent: "Reference" }), element("pre", { textContent: bound.reference }));
  }
  $("details").replaceChildren(...parts);
}

async function probe(button, answer) {
  mark(button, "asked", "is asked");
  try {
    const { state, text } = await ask("api/alive", button.where);
    mark(button, state, text);
    if (!answer) return;
    answer.replaceChildren(element("span", { className: "state " + state }), element("span", { textContent: text }));
  } catch (error) {
    complain(error);
  }
}

async function probeAll() {
  const left = [...document.querySelectorAll(".row:not(.context)")];
  const work = async () => { while (left.length) await probe(left.shift()); };
  $("check").disabled = true;
  await Promise.all([work(), work()]);
  $("check").disabled = false;
}

// -- Search

let searches = 0;

async function search() {
  const text = $("text").value, number = ++searches;
  const tree = $("tree");
  try {
    const list = document.createDocumentFragment();
    let note = "";
    if (!text) {
      if (!(await fill(list, "root", []))) note = "No names are bound.";
    } else {
      const answer = await ask("api/search", { text });
      for (const { context, path } of answer.found) {
        const item = row(context, path);
        if (path.length > 1) {
          const above = element("span", { className: "path", textContent: "  in " + whole(path.slice(0, -1)) });
          item.querySelector(".name").append(above);
        }
        list.append(item);
      }
      if (!answer.found.length) note = "No name contains that.";
      if (!answer.complete) note += " There may be more: the search ended early.";
    }
    if (number !== searches) return;
    tree.replaceChildren(list);
    if (text && tree.children.length === 1) tree.querySelector(".row").click();
    $("empty").hidden = !note;
    $("empty").textContent = note.trim();
    complain(null);
  } catch (error) {
    if (number === searches) complain(error);
  }
}

// -- Numbers

let before = null;

async function count() {
  try {
    const now = await ask("api/status");
    $("where").textContent = `${now.endpoints} · ${now.store} · up ${duration(now.seconds)}`;
    $("bindings").textContent = "bindings" in now ? now.bindings.toLocaleString() : "–";
    $("contexts").textContent = "contexts" in now ? now.contexts.toLocaleString() : "–";
    $("errors").textContent = now.errors.toLocaleString();
    if (before && now.seconds > before.seconds) {
      for (const what of ["requests", "changes"]) {
        const rate = Math.max(0, now[what] - before[what]) / (now.seconds - before.seconds);
        $(what).textContent = rate.toLocaleString(undefined, { maximumFractionDigits: rate < 10 ? 1 : 0 });
      }
    }
    before = now;
    if (!now.store_answers) complain(new Error("The store of names does not answer."));
  } catch (error) {
    complain(new Error("The daemon does not answer: " + error.message));
  }
}

function duration(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const at = Math.max(0, units.findIndex(([, size]) => seconds >= size));
  return units.slice(seconds < 1 ? 3 : at, (seconds < 1 ? 3 : at) + 2).reduce(([text, left], [unit, size]) =>
    [text + (text ? " " : "") + Math.floor(left / size) + " " + unit, left % size], ["", seconds])[0];
}

let typing = 0;
$("text").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(search, 200); });
$("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });
$("check").addEventListener("click", probeAll);

// #text in the address searches, so that a search can be kept.
if (location.hash.length > 1) {
  try {
    $("text").value = decodeURIComponent(location.hash.slice(1));
  } catch {
    // not a text
  }
}
search();
count();
setInterval(() => document.hidden || count(), 2000);
