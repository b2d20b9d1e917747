// Pictures: every [data-chart] is drawn by ECharts from the JSON beside it, in the colours of the page.
// In an option the text "@money:GBP", "@money", "@percent" or "@number" stands for that format; where ECharts wants a
// label of a tooltip, the whole tooltip is made from name, value and format. A data item with `url` is a link; one with
// `get` and `target` brings what is at `get` into the page instead.
(function () {
  "use strict";
  const own = document.currentScript;
  const root = document.documentElement;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const language = root.dataset.locale || root.lang || "en-GB";
  const charts = new Map();
  let loading = null;

  function echartsReady() {
    if (!loading) {
      loading = new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = own.dataset.echarts;
        script.onload = () => done(window.echarts);
        script.onerror = failed;
        document.head.append(script);
      });
    }
    return loading;
  }

  const digits = (currency) =>
    new Intl.NumberFormat(language, { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

  function money(currency) {
    const short = new Intl.NumberFormat(language, {
      style: "currency", currency, notation: "compact", maximumFractionDigits: 1,
    });
    const places = 10 ** digits(currency);
    return (minor) => short.format(minor / places);
  }

  function format(name) {
    const [kind, detail] = name.slice(1).split(":");
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
    const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
    const formats = {
      money: money(detail || "GBP"),
      percent: (value) => share.format(value),
      year: (value) => String(value),
      number: (value) => number.format(value) + (detail ? " " + detail : ""),
      // The name of a data item: for labels inside pictures.
      name: (value, item) => item.name,
      // What the data item says about itself, ready written by the server.
      note: (value, item) => (item.data && item.data.note) || item.name,
    };
    return formats[kind];
  }

  const isFormat = (value) => typeof value === "string" && /^@(money|percent|number|year|name|note)\b/.test(value);

  // ECharts hands formatters a bare value (axes), an item (labels, tooltips) or a list of items (axis tooltips).
  function formatter(name) {
    const written = format(name);
    const last = (value) => (Array.isArray(value) ? value[value.length - 1] : value);
    const line = (item) => {
      const label = item.seriesName && !/^series\d*/.test(item.seriesName) ? item.seriesName : item.name;
      return `${escaped(label)}: ${escaped(written(last(item.value), item))}`;
    };
    return (given) => {
      if (Array.isArray(given)) return [escaped(given[0].name), ...given.map(line)].join("<br>");
      if (given && typeof given === "object") return escaped(written(last(given.value), given));
      return written(given, {});
    };
  }

  function escaped(text) {
    const span = document.createElement("span");
    span.textContent = String(text);
    return span.innerHTML;
  }

  function filled(part) {
    if (isFormat(part)) return formatter(part);
    if (Array.isArray(part)) return part.map(filled);
    if (part && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, filled(value)]));
    }
    return part;
  }

  // `var(--…)` in an option is the page's colour of that name, so a picture follows light and dark.
  function coloured(part, style) {
    if (typeof part === "string") {
      const name = /^var\((--[\w-]+)\)$/.exec(part);
      return name ? style.getPropertyValue(name[1]).trim() : part;
    }
    if (Array.isArray(part)) return part.map((value) => coloured(value, style));
    if (part && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, coloured(value, style)]));
    }
    return part;
  }

  function theme(style) {
    const of = (name) => style.getPropertyValue(name).trim();
    const text = of("--midas-text");
    const quiet = of("--midas-quiet");
    const line = of("--midas-line");
    const axis = {
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: quiet },
      nameTextStyle: { color: quiet },
      splitLine: { lineStyle: { color: line } },
    };
    return {
      color: [1, 2, 3, 4, 5, 6].map((number) => of(`--midas-hue-${number}`)),
      backgroundColor: "transparent",
      textStyle: { color: text, fontFamily: getComputedStyle(document.body).fontFamily },
      title: { textStyle: { color: text }, subtextStyle: { color: quiet } },
      legend: { textStyle: { color: text }, inactiveColor: quiet },
      tooltip: {
        backgroundColor: of("--midas-surface"), borderColor: line, textStyle: { color: text }, confine: true,
      },
      visualMap: { textStyle: { color: quiet } },
      radar: {
        axisName: { color: text }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } },
        splitArea: { show: false },
      },
      categoryAxis: { ...axis, splitLine: { show: false } },
      valueAxis: axis, timeAxis: axis, logAxis: axis,
    };
  }

  function draw(figure, echarts) {
    const picture = figure.querySelector(".chart-picture");
    const data = document.getElementById(figure.dataset.chart);
    const style = getComputedStyle(root);
    const option = filled(coloured(JSON.parse(data.textContent), style));
    const old = charts.get(figure);
    if (old) old.dispose();
    const chart = echarts.init(picture, theme(style), { renderer: "canvas", locale: "EN" });
    chart.setOption({ animation: !still.matches, animationDuration: 400, ...option });
    chart.on("click", (event) => {
      const data = event.data || {};
      if (data.get) window.htmx.ajax("GET", data.get, { target: data.target, swap: "innerHTML" });
      else if (data.url) location.assign(data.url);
    });
    chart.on("mouseover", (event) => {
      picture.style.cursor = event.data && event.data.url ? "pointer" : "";
    });
    charts.set(figure, chart);
    figure.querySelector(".chart-tools").hidden = false;
    figure.dataset.drawn = "";
  }

  async function drawAll(within) {
    const figures = [...within.querySelectorAll("[data-chart]")];
    if (!figures.length) return;
    const echarts = await echartsReady();
    for (const figure of figures) draw(figure, echarts);
  }

  function fileName(figure, ending) {
    const name = figure.querySelector("figcaption").textContent.trim().toLowerCase();
    return name.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) + ending;
  }

  function save(address, name) {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  }

  // The same guard as in exports.py: what a spreadsheet would run is written as text.
  function cell(text) {
    const trimmed = text.trim().replace(/\s+/g, " ");
    const number = /^[-−+]?[\d.,]+( %)?$/.test(trimmed);
    const guarded = /^[=+\-@\t\r]/.test(trimmed) && !number ? "'" + trimmed : trimmed;
    return '"' + guarded.replace(/"/g, '""') + '"';
  }

  // A link in the table that picks what a point of the picture stands for selects the point too.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-item]");
    const chart = link && charts.get(link.closest("[data-chart]"));
    if (chart) chart.dispatchAction({ type: "select", seriesIndex: 0, name: link.dataset.item });
  });

  document.addEventListener("click", (event) => {
    const csv = event.target.closest("[data-chart-csv]");
    const png = event.target.closest("[data-chart-png]");
    const figure = event.target.closest("[data-chart]");
    if (csv) {
      const rows = [...figure.querySelectorAll("[data-chart-table] tr")];
      const text = rows.map((row) => [...row.cells].map((one) => cell(one.textContent)).join(",")).join("\r\n");
      const address = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv" }));
      save(address, fileName(figure, ".csv"));
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } else if (png) {
      const background = getComputedStyle(root).getPropertyValue("--midas-surface").trim();
      save(
        charts.get(figure).getDataURL({ type: "png", pixelRatio: 2, backgroundColor: background }),
        fileName(figure, ".png"),
      );
    }
  });

  const resize = new ResizeObserver(() => {
    for (const [figure, chart] of charts) {
      if (figure.isConnected) chart.resize();
      else {
        chart.dispose();
        charts.delete(figure);
      }
    }
  });
  resize.observe(document.body);
  document.addEventListener("midas:theme", () => drawAll(document));
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
  document.addEventListener("shown.bs.tab", () => charts.forEach((chart) => chart.resize()));
  drawAll(document);
})();
