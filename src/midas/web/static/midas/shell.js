// The frame: search with "/", the theme switch, the drawer, notices for what HTMX could not fetch.
(function () {
  "use strict";
  const root = document.documentElement;
  const find = (selector, within) => (within || document).querySelector(selector);

  function notice(text) {
    const box = document.createElement("div");
    box.className = "alert alert-danger";
    box.textContent = text;
    const notices = find("#notices");
    if (notices) {
      notices.replaceChildren(box);
      box.scrollIntoView({ block: "nearest" });
    }
  }

  function typing(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  }

  function closeFound() {
    const found = find("#found");
    if (found) found.replaceChildren();
  }

  document.addEventListener("keydown", (event) => {
    const search = find("#search");
    if (event.key === "/" && search && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && find("#found a")) {
      closeFound();
      search.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest(".top-search")) {
      const stops = [search, ...document.querySelectorAll("#found a")];
      const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
      if (stops[next]) {
        event.preventDefault();
        stops[next].focus();
      }
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".top-search")) closeFound();
  });

  const theme = find("[data-theme-switch]");
  if (theme) {
    const icon = find("i", theme);
    const show = () => {
      icon.className = root.getAttribute("data-bs-theme") === "dark" ? "ti ti-sun" : "ti ti-moon";
    };
    theme.hidden = false;
    show();
    theme.addEventListener("click", () => {
      const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      document.cookie = `midas_theme=${next}; path=/; max-age=31536000; samesite=lax`;
      show();
      document.dispatchEvent(new CustomEvent("midas:theme"));
    });
  }

  // The drawer opens once its content is there, and gives the focus back to what opened it.
  let opener = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-drawer]");
    if (link) opener = link;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const drawer = find("#drawer");
    if (event.target.id !== "drawer-body" || !drawer) return;
    const heading = find(".drawer-heading", drawer);
    if (heading) {
      find("#drawer-title").textContent = heading.textContent;
      heading.remove();
    }
    window.tabler.Offcanvas.getOrCreateInstance(drawer).show();
  });
  document.addEventListener("hidden.bs.offcanvas", () => {
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  });

  document.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const said = find("[data-message]", answer);
    notice(said ? said.textContent : "Midas could not do that. Reload the page and try again.");
  });
  document.addEventListener("htmx:sendError", () => {
    notice("Midas cannot be reached. Check the connection and try again.");
  });

  const fault = find("[data-focus]");
  if (fault) fault.focus();
})();
