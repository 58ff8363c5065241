"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
for (const table of Object.values(data)) {
  for (const [name, column] of Object.entries(table || {})) {
    if (column?.words) table[name] = column.codes.map((code) => column.words[code]);
  }
}
const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const state = { campaign: null, from: null, to: null, reason: null, sorts: {} };

// ---- words -------------------------------------------------------------------------------------
const whole = (n) => n.toLocaleString("en-US");
const percent = (part, of) => (of ? (100 * part / of).toFixed(1) + "%" : "–");
const words = (text) => (text || "").replaceAll("_", " ");
function span(seconds) {
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (seconds >= size) {
      const n = Math.round(10 * seconds / size) / 10;
      return `${n} ${unit}${n === 1 ? "" : "s"}`;
    }
  }
  return `${seconds} second${seconds === 1 ? "" : "s"}`;
}
const severalWorkspaces = new Set(data.campaigns.map((c) => c.workspace)).size > 1;
const campaignName = (i) =>
  data.campaigns[i].name + (severalWorkspaces ? ` (workspace ${data.campaigns[i].workspace})` : "");

// ---- sums over what the filters leave ----------------------------------------------------------
const inDates = data.periods.map(() => true);
function chooseDates() {
  data.periods.forEach((day, i) => {
    inDates[i] = (!state.from || day >= state.from) && (!state.to || day <= state.to);
  });
}
const isChosen = (campaign) => state.campaign === null || campaign === state.campaign;
// Add up the given columns of a table by a key; null leaves a row out.
function sums(table, measures, keyOf, anyCampaign = false) {
  const found = new Map();
  for (let i = 0; i < table.period.length; i++) {
    const campaign = table.campaign ? table.campaign[i] : data.messages[table.message[i]].campaign;
    if (!inDates[table.period[i]] || !(anyCampaign || isChosen(campaign))) continue;
    const key = keyOf(i, campaign);
    if (key === null) continue;
    let sum = found.get(key);
    if (!sum) found.set(key, sum = Object.fromEntries(measures.map((m) => [m, 0])));
    for (const m of measures) sum[m] += table[m][i];
  }
  return found;
}
const CELL = ["deliveries", "received", "opened", "clicked", "tracked", "converted", "pending",
  "mature", "matureConverted", "afterExit"];
const none = (measures) => Object.fromEntries(measures.map((m) => [m, 0]));
const cells = (keyOf, any) => sums(data.cells, CELL, keyOf, any);
const total = () => cells(() => "all").get("all") || none(CELL);
const journeysBy = (keyOf, any) => sums(data.journeys, ["journeys", "afterExit"], keyOf, any);

// ---- tables ------------------------------------------------------------------------------------
// Columns: [key, title, kind], kind: text, whole, or a pair of measures for a rate.
const COUNTS = [["deliveries", "Deliveries", "whole"], ["received", "Received", "whole"],
  ["opened", "Opened", "whole"], ["clicked", "Clicked", "whole"], ["tracked", "Tracked", "whole"],
  ["converted", "Converted", "whole"], ["pending", "Pending", "whole"],
  ["rate", "Rate", ["converted", "tracked"]],
  ["matureRate", "Mature rate", ["matureConverted", "mature"]],
  ["afterExit", "Sent after exit", "whole"]];
const valueOf = (row, [key, , kind]) =>
  Array.isArray(kind) ? (row[kind[1]] ? row[kind[0]] / row[kind[1]] : -1) : row[key];
const shown = (row, [key, , kind]) =>
  Array.isArray(kind) ? percent(row[kind[0]], row[kind[1]]) : kind === "whole" ? whole(row[key]) : row[key];

function table(id, caption, columns, rows, onChoose) {
  const sort = state.sorts[id] || { key: null, down: true };
  const column = columns.find(([key]) => key === sort.key);
  if (column) {
    rows = rows.slice().sort((a, b) => {
      const [x, y] = [valueOf(a, column), valueOf(b, column)];
      return (x < y ? -1 : x > y ? 1 : 0) * (sort.down ? -1 : 1);
    });
  }
  const element = byId(id);
  const focused = document.activeElement && element.contains(document.activeElement)
    ? document.activeElement.dataset.focus : null;
  element.replaceChildren();
  element.createCaption().textContent = caption;
  const head = element.createTHead().insertRow();
  for (const c of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = c[2] === "text" ? "text" : "";
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.focus = "sort-" + c[0];
    button.textContent = c[1] + (sort.key === c[0] ? (sort.down ? " ↓" : " ↑") : "");
    cell.setAttribute("aria-sort", sort.key !== c[0] ? "none" : sort.down ? "descending" : "ascending");
    button.onclick = () => {
      state.sorts[id] = { key: c[0], down: sort.key === c[0] ? !sort.down : c[2] !== "text" };
      render();
    };
    cell.append(button);
    head.append(cell);
  }
  const body = element.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    line.dataset.row = row.id;
    for (const c of columns) {
      const cell = line.insertCell();
      cell.dataset.measure = c[0];
      cell.className = c[2] === "text" ? "text" : "";
      if (onChoose && c === columns[0]) {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.focus = "row-" + row.id;
        button.textContent = shown(row, c);
        button.onclick = () => onChoose(row);
        cell.append(button);
      } else cell.textContent = shown(row, c);
    }
  }
  if (focused) element.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

// ---- charts ------------------------------------------------------------------------------------
const color = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
function chart(id, description, spec, onClick) {
  const ink = color("ink"), soft = color("soft"), line = color("line");
  const full = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: "container", background: "transparent", description,
    autosize: { type: "fit-x", contains: "padding" },
    config: {
      font: "system-ui, sans-serif", view: { stroke: null },
      axis: { labelColor: ink, titleColor: soft, gridColor: line, domainColor: line, tickColor: line,
        labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelLimit: 170 },
      legend: { labelColor: ink, titleColor: soft, labelFontSize: 12, orient: "top",
        title: null, columns: innerWidth < 600 ? 2 : 0 },
      text: { color: ink }, bar: { cornerRadiusEnd: 2 },
    }, ...spec,
  };
  return vegaEmbed("#" + id, full, { actions: false, renderer: "svg", tooltip: true, logLevel: 1 }).then((made) => {
    charts[id] = made.view;
    if (onClick) made.view.addEventListener("click", (event, item) => item?.datum && onClick(item.datum));
  });
}
const charts = {};
window.charts = charts;
const bars = (count) => ({ step: count > 12 ? 22 : 28 });
// Room on the right for the number behind the longest bar.
const room = (values) => ({ domain: [0, Math.max(...values, 0) * (innerWidth < 600 ? 1.25 : 1.08) || 1], nice: false });

function drawFunnel(sum, journeys) {
  const stages = [["Journeys", journeys, "journeys"], ["Delivered", sum.received, "deliveries"],
    ["Opened", sum.opened, "deliveries"], ["Clicked", sum.clicked, "deliveries"],
    ["Converted", sum.converted, "converted"], ["Pending", sum.pending, "pending"]];
  const values = stages.map(([stage, count, kind]) => ({ stage, count, kind, label: whole(count) }));
  return chart("funnel", "Funnel: " + stages.map(([s, n]) => `${s} ${whole(n)}`).join(", "), {
    data: { values }, height: bars(6),
    encoding: { y: { field: "stage", type: "nominal", sort: null, title: null },
      x: { field: "count", type: "quantitative", title: null, scale: room(stages.map(([, n]) => n)), axis: { tickCount: 4, format: "~s" } } },
    layer: [
      { mark: { type: "bar", cursor: "default" }, encoding: {
        color: { field: "kind", type: "nominal", legend: null, scale: {
          domain: ["journeys", "deliveries", "converted", "pending"],
          range: [color("other"), color("accent-soft"), color("accent"), "url(#hatch)"] } },
        tooltip: [{ field: "stage", title: "Stage" }, { field: "label", title: "Count" }] } },
      { mark: { type: "text", align: "left", dx: 5 }, encoding: { text: { field: "label" } } },
    ],
  });
}

function drawCohorts() {
  const found = cells((i) => data.cells.period[i]);
  const values = [];
  for (const [period, sum] of [...found].sort((a, b) => a[0] - b[0])) {
    for (const [part, n] of [["converted", sum.converted], ["window open", sum.pending]]) {
      if (sum.tracked) values.push({ cohort: data.periods[period], part, n, share: n / sum.tracked,
        label: percent(n, sum.tracked), tracked: whole(sum.tracked), order: part === "converted" ? 0 : 1 });
    }
  }
  return chart("cohorts", `Share of tracked deliveries by cohort ${data.grain}, converted and with open windows`, {
    data: { values }, height: 220, mark: { type: "bar", cornerRadiusEnd: 0 },
    encoding: {
      x: { field: "cohort", type: "ordinal", title: null,
        axis: { labelAngle: -45, labelOverlap: "greedy", labelExpr: "slice(datum.label, 0, 10)" } },
      y: { field: "share", type: "quantitative", title: "of tracked deliveries", axis: { format: ".0%", tickCount: 5 } },
      order: { field: "order", type: "quantitative" },
      color: { field: "part", type: "nominal", scale: { domain: ["converted", "window open"],
        range: [color("accent"), "url(#hatch)"] } },
      tooltip: [{ field: "cohort", title: "Cohort" }, { field: "part", title: "Part" },
        { field: "label", title: "Share" }, { field: "n", title: "Deliveries", format: "," },
        { field: "tracked", title: "of" }],
    },
  });
}

const MOST_BARS = 25;
function drawMessages(rows) {
  const values = rows.filter((row) => row.mature).map((row) => ({
    name: state.campaign === null ? `${row.name} · ${row.campaignName}` : row.name,
    rate: row.matureConverted / row.mature, label: percent(row.matureConverted, row.mature),
    of: whole(row.mature),
  })).sort((a, b) => b.rate - a.rate).slice(0, MOST_BARS);
  return chart("message-rates", "Mature conversion rate by message: "
    + values.slice(0, 5).map((v) => `${v.name} ${v.label}`).join(", "), {
    data: { values }, height: bars(values.length),
    encoding: { y: { field: "name", type: "nominal", sort: null, title: null, axis: { labelLimit: innerWidth < 600 ? 120 : 260 } },
      x: { field: "rate", type: "quantitative", title: "mature conversion rate", scale: room(values.map((v) => v.rate)), axis: { format: ".0%", tickCount: 4 } } },
    layer: [
      { mark: { type: "bar", color: color("accent") }, encoding: { tooltip: [
        { field: "name", title: "Message" }, { field: "label", title: "Mature rate" },
        { field: "of", title: "Mature deliveries" }] } },
      { mark: { type: "text", align: "left", dx: 5 }, encoding: { text: { field: "label" } } },
    ],
  });
}

function drawTimes(sum) {
  const found = sums(data.times, ["conversions"], (i) => data.times.step[i]);
  const values = [];
  let until = 0;
  data.steps.forEach((seconds, step) => {
    until += found.get(step)?.conversions || 0;
    values.push({ days: seconds / 86400, share: sum.mature ? until / sum.mature : 0, within: span(seconds),
      label: percent(until, sum.mature), conversions: whole(until) });
  });
  const chosen = new Set(Object.entries(data.frames)
    .filter(([campaign]) => isChosen(Number(campaign))).flatMap(([, seconds]) => seconds));
  const frames = [...chosen].sort((a, b) => a - b).map((seconds) => ({ days: seconds / 86400, frame: span(seconds) }));
  const x = { field: "days", type: "quantitative", title: "days after the touch", scale: { type: "symlog", constant: .2 },
    axis: { values: [0.04, .25, 1, 3, 7, 14, 30, 60, 90], grid: false,
      labelExpr: "datum.value < .05 ? '1 h' : datum.value < 1 ? '6 h' : datum.value" } };
  return chart("times", `Share of mature deliveries converted by time after the touch; time frames ${frames.map((f) => f.frame).join(", ")}`, {
    height: 220,
    layer: [
      { data: { values }, mark: { type: "line", interpolate: "monotone", color: color("accent"), strokeWidth: 2.5,
          point: { color: color("accent"), size: 45 } },
        encoding: { x, y: { field: "share", type: "quantitative", title: "of mature deliveries", axis: { format: ".1~%", tickCount: 5 } },
          tooltip: [{ field: "within", title: "Within" }, { field: "label", title: "Converted" },
            { field: "conversions", title: "Deliveries" }] } },
      { data: { values: frames }, mark: { type: "rule", strokeDash: [5, 4], color: color("warn"), strokeWidth: 1.5 },
        encoding: { x, tooltip: [{ field: "frame", title: "Time frame" }] } },
    ],
  });
}

const REASON_ORDER = ["converted", "window_open", "no_achievement", "not_opened", "not_clicked", "superseded",
  "filter_failed", "arrived_late", "outside_window", "already_matched", "no_goal", "not_received", "ineligible_type"];
function reasonRows() {
  const found = sums(data.reasons, ["deliveries"], (i) => data.reasons.status[i] + "/" + data.reasons.reason[i]);
  const rows = [...found].map(([key, sum]) => {
    const [status, reason] = key.split("/");
    return { id: reason, reason, name: words(reason), status: words(status), deliveries: sum.deliveries };
  });
  const all = rows.reduce((sum, row) => sum + row.deliveries, 0);
  rows.forEach((row) => { row.all = all; });
  return rows.sort((a, b) => REASON_ORDER.indexOf(a.reason) - REASON_ORDER.indexOf(b.reason));
}
function drawReasons(rows) {
  const values = rows.map((row) => ({ ...row, label: whole(row.deliveries) }));
  return chart("reasons", "Deliveries by reason: " + rows.map((r) => `${r.name} ${whole(r.deliveries)}`).join(", "), {
    data: { values }, height: bars(values.length),
    encoding: { y: { field: "name", type: "nominal", sort: null, title: null },
      x: { field: "deliveries", type: "quantitative", title: null, scale: room(rows.map((r) => r.deliveries)), axis: { tickCount: 4, format: "~s" } } },
    layer: [
      { mark: { type: "bar", cursor: "pointer" }, encoding: {
        color: { field: "status", type: "nominal", scale: {
          domain: ["converted", "pending", "not converted", "not tracked"],
          range: [color("accent"), "url(#hatch)", color("accent-soft"), color("other")] } },
        tooltip: [{ field: "name", title: "Reason" }, { field: "status", title: "Status" }, { field: "label", title: "Deliveries" }] } },
      { mark: { type: "text", align: "left", dx: 5 }, encoding: { text: { field: "label" } } },
    ],
  }, (datum) => datum.reason && chooseReason(datum.reason));
}

const EXITS = ["exited_at_entry", "exited_early", "exit_due", "completed", "not_exited"];
function exitRows() {
  const found = journeysBy((i) => `${data.journeys.exit[i]}/${data.journeys.exitReason[i] || ""}`);
  return [...found].map(([key, sum]) => {
    const [exit, reason] = key.split("/");
    return { id: exit + (reason ? "-" + reason : ""), exit, name: words(exit), reason: words(reason) || "–", ...sum };
  }).sort((a, b) => EXITS.indexOf(a.exit) - EXITS.indexOf(b.exit) || (a.reason < b.reason ? -1 : 1));
}
function drawExits(rows) {
  const values = rows.map((row) => ({ ...row, label: whole(row.journeys), after: whole(row.afterExit) }));
  return chart("exits", "Journeys by exit: " + rows.map((r) => `${r.name} ${r.reason} ${whole(r.journeys)}`).join(", "), {
    data: { values }, height: bars(5), mark: "bar",
    encoding: { y: { field: "name", type: "nominal", sort: EXITS.map(words), title: null },
      x: { field: "journeys", type: "quantitative", title: "journeys", axis: { tickCount: 4, format: "~s" } },
      color: { field: "reason", type: "nominal", scale: { domain: ["goal achieved", "stopped matching", "–"],
        range: [color("accent"), color("warn"), color("other")] } },
      tooltip: [{ field: "name", title: "Exit" }, { field: "reason", title: "Reason" },
        { field: "label", title: "Journeys" }, { field: "after", title: "Sent after exit" }] },
  });
}

// ---- examples ----------------------------------------------------------------------------------
// The words of `conversion-goals explain`, with the number of the rule, and the times that go with them.
const WHEN = {
  converted: (s) => ` at ${s.converted}, ${span(s.seconds)} after the touch that won`,
  window_open: (s) => ` until ${s.closes}`,
};
function because(s) {
  const [says, rule] = data.reasonWords[s.reason];
  const when = WHEN[s.reason] ? WHEN[s.reason](s) : "";
  return `${says[0].toUpperCase()}${says.slice(1)}${when} (${rule}).`;
}
function story(s) {
  const told = [`Created ${s.created}`];
  for (const [key, verb] of [["received", "received"], ["opened", "first opened"], ["clicked", "first clicked"],
    ["touch", "last touched"], ["closes", "window closes"]]) {
    if (s[key]) told.push(`${verb} ${s[key]}`);
  }
  return `${told.join(", ")}. ${because(s)}${s.afterExit ? " It was sent after the exit." : ""}`;
}
function nearMisses(s) {
  const list = document.createElement("ul");
  const lines = s.misses.map(([at, says]) => `${at}, an achievement nears it: ${says}.`);
  if (s.moreMisses) lines.push(`And ${whole(s.moreMisses)} more.`);
  for (const line of lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  return list;
}
function chooseReason(reason) {
  state.reason = reason;
  render();
  byId("examples").focus({ preventScroll: true });
}
function drawExamples() {
  const box = byId("examples");
  box.hidden = state.reason === null;
  if (box.hidden) return;
  const found = data.examples.filter((s) => s.reason === state.reason && isChosen(s.campaign)).slice(0, 9);
  const title = document.createElement("h3");
  title.textContent = `Newest deliveries: ${words(state.reason)}`;
  const list = document.createElement("ul");
  for (const s of found) {
    const item = document.createElement("li");
    const id = document.createElement("code");
    id.textContent = s.delivery;
    item.append(id, ` ${s.type}, ${data.messages[s.message].name}, ${campaignName(s.campaign)}. ${story(s)}`);
    if (s.misses) item.append(nearMisses(s));
    list.append(item);
  }
  const note = document.createElement("p");
  note.className = "about";
  note.textContent = found.length ? "A few of the newest, whatever the dates chosen above." : "None is kept in this file.";
  box.replaceChildren(title, note, list);
}

// ---- the page ----------------------------------------------------------------------------------
function numbers(sum, journeys, journeysConverted, journeysTracked) {
  const list = [["journeys", "Journeys", whole(journeys)], ["deliveries", "Deliveries", whole(sum.deliveries)],
    ["tracked", "Tracked", whole(sum.tracked)], ["converted", "Converted", whole(sum.converted)],
    ["pending", "Pending", whole(sum.pending)], ["rate", "Conversion rate", percent(sum.converted, sum.tracked)],
    ["matureRate", "Mature rate", percent(sum.matureConverted, sum.mature)],
    ["journeyRate", "Journeys converted", percent(journeysConverted, journeysTracked)],
    ["afterExit", "Sent after exit", whole(sum.afterExit)]];
  byId("numbers").replaceChildren(...list.map(([id, name, value]) => {
    const box = document.createElement("div");
    const [term, number] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    number.textContent = value;
    number.id = "n-" + id;
    box.append(term, number);
    return box;
  }));
}

function platformRows() {
  const found = sums(data.platform, ["theirs", "ours", "both"], (i) => data.platform.campaign[i]);
  return [...found].map(([campaign, sum]) => ({ id: data.campaigns[campaign].id, name: campaignName(campaign), ...sum,
    onlyOurs: sum.ours - sum.both, onlyTheirs: sum.theirs - sum.both, either: sum.ours + sum.theirs - sum.both }));
}

function tables(reasons, exits, messages) {
  const known = cells((i, campaign) => campaign, true);
  const journeys = journeysBy((i, campaign) => campaign, true);
  const campaigns = data.campaigns.map((c, i) => ({ id: c.id, index: i, name: campaignName(i),
    ...none(CELL), ...known.get(i), journeys: journeys.get(i)?.journeys || 0 }));
  table("campaigns", "All campaigns in the dates chosen. A name shows its campaign alone.",
    [["name", "Campaign", "text"], ["journeys", "Journeys", "whole"], ...COUNTS], campaigns,
    (row) => { byId("campaign").value = String(row.index); readFilters(); });
  table("messages", "Messages of the campaigns chosen",
    [["name", "Message", "text"], ["campaignName", "Campaign", "text"], ...COUNTS], messages);
  table("reason-table", "Deliveries by reason",
    [["name", "Reason", "text"], ["status", "Status", "text"], ["deliveries", "Deliveries", "whole"],
      ["share", "Share", ["deliveries", "all"]]], reasons, (row) => chooseReason(row.reason));
  table("exit-table", "Journeys by exit",
    [["name", "Exit", "text"], ["reason", "Reason", "text"], ["journeys", "Journeys", "whole"],
      ["afterExit", "Sent after exit", "whole"]], exits);
  byId("platform-section").hidden = !data.platform;
  if (data.platform) {
    table("platform", "Converted deliveries", [["name", "Campaign", "text"], ["theirs", "Platform", "whole"],
      ["ours", "Ours", "whole"], ["both", "Both", "whole"], ["onlyTheirs", "Platform alone", "whole"],
      ["onlyOurs", "Ours alone", "whole"], ["agreement", "Agreement", ["both", "either"]]], platformRows());
  }
}

function render() {
  chooseDates();
  const sum = total();
  const statuses = journeysBy((i) => data.journeys.status[i]);
  const count = (...names) => names.reduce((n, name) => n + (statuses.get(name)?.journeys || 0), 0);
  const tracked = count("converted", "not_converted", "pending");
  const journeys = tracked + count("not_tracked");
  numbers(sum, journeys, count("converted"), tracked);
  const messages = [...cells((i) => data.cells.message[i])].map(([m, own]) => ({ id: data.messages[m].id,
    name: data.messages[m].name, campaignName: campaignName(data.messages[m].campaign), ...own }));
  const [reasons, exits] = [reasonRows(), exitRows()];
  tables(reasons, exits, messages);
  drawExamples();
  byId("chosen").textContent = `${state.campaign === null ? "All campaigns" : campaignName(state.campaign)}, `
    + `${data.grain}s that begin ${state.from || data.periods[0] || "–"} to ${state.to || data.periods.at(-1) || "–"}.`;
  root.dataset.drawn = "no";
  return Promise.all([drawFunnel(sum, journeys), drawCohorts(), drawMessages(messages), drawTimes(sum),
    drawReasons(reasons), drawExits(exits)]).then(() => { root.dataset.drawn = "yes"; });
}

function readFilters() {
  const campaign = byId("campaign").value;
  state.campaign = campaign === "" ? null : Number(campaign);
  state.from = byId("from").value || null;
  state.to = byId("to").value || null;
  return render();
}

function setTheme(theme) {
  root.dataset.theme = theme;
  byId("theme").setAttribute("aria-pressed", String(theme === "dark"));
  root.style.colorScheme = theme;
}

function start() {
  const choice = byId("campaign");
  choice.append(new Option("All campaigns", ""), ...data.campaigns.map((c, i) => new Option(campaignName(i), String(i))));
  for (const id of ["from", "to"]) {
    byId(id).min = data.periods[0] || "";
    byId(id).onchange = readFilters;
  }
  choice.onchange = readFilters;
  byId("filters").onsubmit = (event) => event.preventDefault();
  byId("reset").onclick = () => { state.reason = null; setTimeout(readFilters); };
  document.querySelectorAll(".grain").forEach((e) => { e.textContent = data.grain; });
  if (data.asOf) {
    const [least, most] = data.asOf;
    byId("as-of").textContent = `Verdicts as of ${least === most ? least : `${least} to ${most}`} UTC`;
  }
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  setTheme(prefersDark.matches ? "dark" : "light");
  prefersDark.onchange = (event) => { setTheme(event.matches ? "dark" : "light"); render(); };
  byId("theme").onclick = () => { setTheme(root.dataset.theme === "dark" ? "light" : "dark"); render(); };
  render();
}
start();
