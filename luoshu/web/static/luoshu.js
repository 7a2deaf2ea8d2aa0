/* Luoshu's own script: charts and a few habits. No framework, no inline code; runs under CSP default-src 'self'.
   A chart is <div data-chart="json-id" data-kind="map|trend|income">; its data is a json_script block with the words it needs,
   and the same data stands beside it as a table, so nothing is lost without this file. */
(() => {
  "use strict";
  const own = document.querySelector("script[data-luoshu]").dataset;
  const number = new Intl.NumberFormat("zh-CN");
  const ink = { main: "#16232b", soft: "#40505a", river: "#14566a", ochre: "#a5781c", red: "#a5301d" };
  const classes = ["#e3eeee", "#b9d5da", "#7fb0bc", "#3b7f91", "#14495a"];
  document.documentElement.classList.add("js");

  function hatching() { // the one pattern that means "not known", the same as in the bars
    const c = document.createElement("canvas"); c.width = c.height = 8;
    const p = c.getContext("2d");
    p.fillStyle = "#fbf1da"; p.fillRect(0, 0, 8, 8);
    p.strokeStyle = ink.ochre; p.lineWidth = 1.6;
    p.beginPath(); for (const k of [-8, 0, 8]) { p.moveTo(k, 8); p.lineTo(k + 8, 0); } p.stroke();
    return { image: c, repeat: "repeat" };
  }

  const kinds = {
    map({ rows, breaks, words, focus, suffix }) {
      const shade = v => classes[breaks.filter(b => v >= b).length];
      const text = v => v.toFixed(2) + suffix;
      const drawn = new Set(window.echarts.getMap("luoyang").geoJSON.features.map(f => f.properties.code));
      return {
        tooltip: { trigger: "item", formatter: ({ data: d }) => !d ? "" : d.value == null ? `${d.title}\n${words.none}` : `${d.title}\n${words.value} ${text(d.value)}\n${d.said}` },
        series: [{
          type: "map", map: "luoyang", nameProperty: "code", aspectScale: 0.826, layoutCenter: ["50%", "50%"], layoutSize: "100%", roam: false,
          data: rows.filter(r => drawn.has(r.name)).map(r => { // some codes are offices without land
            const dark = r.value >= breaks[breaks.length - 2];
            const edge = focus ? (r.name === focus ? ink.main : "#fff") : r.value < breaks[0] ? "#9db6bc" : "#fff";
            return { ...r,
              itemStyle: { areaColor: r.value == null ? hatching() : shade(r.value), borderColor: edge, borderWidth: focus && r.name === focus ? 2 : 1, opacity: focus && r.name !== focus ? .45 : 1 },
              label: { show: !!r.label, formatter: r.label === 2 ? `{a|${r.title}}\n{b|${text(r.value)}}` : r.title, fontSize: 12, color: dark ? "#fff" : ink.soft,
                rich: { a: { fontSize: 13, fontWeight: 600, color: dark ? "#fff" : ink.main, lineHeight: 18 }, b: { fontSize: 13, color: dark ? "#fff" : ink.main, lineHeight: 16 } } } };
          }),
        }],
      };
    },

    trend({ points, words, top, digits }, narrow) {
      const text = v => v.toLocaleString("zh-CN", { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return {
        grid: { left: 4, right: narrow ? 24 : 40, top: 26, bottom: 4, containLabel: true },
        tooltip: { trigger: "axis", formatter: ps => `${ps[0].axisValue}\n${words.value} ${text(ps[0].value)} ${words.unit}` },
        xAxis: { type: "category", data: points.map(p => p[0]), boundaryGap: true, axisLabel: { hideOverlap: true } },
        yAxis: { type: "value", min: 0, max: top, splitNumber: 3, axisLabel: { formatter: v => number.format(v) } },
        series: [{ name: words.value, type: "line", data: points.map(p => p[1]), color: ink.river, label: { show: true, position: "top", formatter: p => text(p.value), color: ink.main, fontWeight: 600, fontSize: 13 } }],
      };
    },

    income({ years, parts, lines, words }, narrow) {
      const colors = ["#14566a", "#5f8f6f", "#b0842a", "#5a93a1"];
      const last = lines.length - 1;
      return {
        grid: { left: 4, right: narrow ? 8 : 96, top: narrow ? 60 : 34, bottom: 4, containLabel: true },
        legend: { top: 0, left: 0, data: [...parts.map(p => p.name), words.line], itemGap: narrow ? 10 : 18 },
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: ps => `${ps[0].axisValue} ${words.each}` + ps.filter(p => p.value != null).map(p => `\n${p.seriesName} ${number.format(p.value)}`).join("") },
        xAxis: { type: "category", data: years }, yAxis: { type: "value", splitNumber: 4, axisLabel: { formatter: v => number.format(v) } },
        series: [
          ...parts.map((p, i) => ({ name: p.name, type: "bar", stack: "a", data: p.values, color: colors[i], barMaxWidth: 34 })),
          { name: words.line, type: "scatter", data: lines.map((v, i) => ({ value: v, label: { show: !narrow && i === last && v != null } })), symbol: "rect", symbolSize: [narrow ? 40 : 50, 3], color: ink.red, label: { position: "right", distance: 6, formatter: `${words.line} ${lines[last] == null ? "" : number.format(lines[last])}`, color: ink.red, fontSize: 13 }, z: 5 },
        ],
      };
    },
  };

  async function charts(root) {
    const spots = window.echarts ? [...root.querySelectorAll("[data-chart]")].filter(s => !window.echarts.getInstanceByDom(s)) : [];
    if (!spots.length) return;
    const get = address => fetch(address).then(r => r.json());
    if (!charts.ready) { charts.ready = get(own.theme).then(t => window.echarts.registerTheme("luoshu", t)); }
    await charts.ready;
    if (spots.some(s => s.dataset.kind === "map") && !window.echarts.getMap("luoyang")) window.echarts.registerMap("luoyang", await get(own.map));
    for (const spot of spots) {
      const data = JSON.parse(document.getElementById(spot.dataset.chart).textContent);
      const chart = window.echarts.init(spot, "luoshu", { renderer: "canvas" });
      const draw = () => chart.setOption({ animation: false, aria: { enabled: false }, ...kinds[spot.dataset.kind](data, spot.clientWidth < 480) }, true);
      draw();
      chart.on("click", p => { const to = p.data && p.data.href; if (to) location.href = to; });
      new ResizeObserver(() => { chart.resize(); draw(); }).observe(spot);
    }
  }

  // What is typed and not sent survives a lost session: kept in this tab, per reader and form, dropped once sent and answered.
  const reader = document.body.dataset.reader || "";
  const place = form => `draft:${reader}:${location.pathname}:${form.dataset.draft}`;
  function drafts(root) {
    for (const form of fresh(root, "form[data-draft]")) {
      const kept = JSON.parse(sessionStorage.getItem(place(form)) || "{}");
      for (const [name, value] of Object.entries(kept)) { const field = form.elements[name]; if (field && field.type !== "hidden") field.value = value; }
      form.addEventListener("submit", () => { if (!form.hasAttribute("hx-post")) sessionStorage.setItem("sent", place(form)); });
      form.addEventListener("input", () => sessionStorage.setItem(place(form), JSON.stringify(
        Object.fromEntries([...form.elements].filter(f => f.name && !["hidden", "file", "password", "submit"].includes(f.type)).map(f => [f.name, f.value])))));
    }
  }
  // A form sent as a whole page: its draft goes once the answer is another page, and stays while it comes back with faults.
  function answered() {
    const kept = sessionStorage.getItem("sent");
    if (!kept || !reader) return; // at the door the draft still waits
    sessionStorage.removeItem("sent");
    if (!document.querySelector(".errors")) sessionStorage.removeItem(kept);
  }
  function sent(form) { if (form && form.dataset && form.dataset.draft) sessionStorage.removeItem(place(form)); }

  // A file on its way shows how far it is; the answer is the server's own page.
  function upload(form) {
    const bar = form.querySelector("progress"), said = form.querySelector("[data-said]");
    form.addEventListener("submit", e => {
      e.preventDefault();
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "fetch");
      bar.hidden = said.hidden = false; form.querySelector("button").disabled = true;
      request.upload.addEventListener("progress", p => { if (p.lengthComputable) bar.value = p.loaded / p.total; });
      const failed = () => { said.textContent = said.dataset.failed; form.querySelector("button").disabled = false; };
      request.addEventListener("load", () => {
        if (request.status < 400) location.href = request.responseURL;
        else { document.open(); document.write(request.responseText); document.close(); }
      });
      request.addEventListener("error", failed);
      request.send(new FormData(form));
    });
  }

  // Each part once: a page is gone through again whenever a fragment came in.
  function fresh(root, selector) {
    return [...root.querySelectorAll(selector)].filter(e => !e.dataset.ready && (e.dataset.ready = "1"));
  }

  function habits(root) {
    for (const field of fresh(root, "[data-submit]")) field.addEventListener("change", () => field.form.requestSubmit());
    for (const button of fresh(root, "[data-print]")) button.addEventListener("click", () => window.print());
    for (const link of fresh(root, "[data-copy]")) link.addEventListener("click", async e => {
      if (!navigator.clipboard) return; // an old browser follows the link to the same page
      e.preventDefault();
      await navigator.clipboard.writeText(link.href);
      link.querySelector("span").textContent = link.dataset.done;
    });
    for (const form of fresh(root, "form[data-upload]")) upload(form);
    drafts(root);
    charts(root);
  }

  document.addEventListener("DOMContentLoaded", () => {
    answered();
    habits(document);
    document.querySelector(".errors")?.focus(); // what is wrong is read first
  });
  document.addEventListener("htmx:after:process", e => e.target instanceof Element && habits(e.target));
  document.addEventListener("htmx:after:request", e => { // sent to the door instead, it is still a draft
    const answer = e.detail?.ctx?.response?.raw;
    if (answer?.ok && !answer.headers.has("HX-Redirect")) sent(e.target);
  });
})();
