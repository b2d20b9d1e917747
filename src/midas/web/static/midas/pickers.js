// Pickers of the requirement form. A combobox asks the server for what matches; a chooser turns a long list into
// chips and a search box. Both work by keyboard alone, and without this script they are plain fields.
(function () {
  "use strict";

  // ---- Shared: a list of options under an input, walked with the arrows -------------------------------------
  function options(list) {
    return [...list.querySelectorAll('[role="option"]:not([aria-disabled])')];
  }

  function open(input, list) {
    input.setAttribute("aria-expanded", "true");
    list.classList.add("open");
  }

  function close(input, list) {
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    list.classList.remove("open");
    options(list).forEach((option) => option.setAttribute("aria-selected", "false"));
  }

  function walk(input, list, step) {
    const all = options(list);
    if (!all.length) return;
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : (now + step + all.length) % all.length;
    all.forEach((option, index) => {
      option.id = option.id || `${list.id}-${index}`;
      option.setAttribute("aria-selected", String(index === next));
    });
    input.setAttribute("aria-activedescendant", all[next].id);
    all[next].scrollIntoView({ block: "nearest" });
  }

  function chosen(list) {
    return list.querySelector('[role="option"][aria-selected="true"]');
  }

  // ---- Combobox: one competency, searched on the server -----------------------------------------------------
  function listOf(input) {
    return document.getElementById(input.getAttribute("aria-controls"));
  }

  function take(input, option) {
    input.value = option.dataset.value;
    wanting = null;
    close(input, listOf(input));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const list = event.target;
    if (!list.matches || !list.matches(".combobox-list")) return;
    const input = list.closest(".combobox").querySelector("[data-combobox]");
    if (wanting === input && document.activeElement === input) open(input, list);
  });

  // Whose list is wanted: an answer that comes after something was picked must not open it again.
  let wanting = null;
  document.addEventListener("input", (event) => {
    if (event.target.matches && event.target.matches("[data-combobox]")) wanting = event.target;
  });
  function ask(input) {
    wanting = input;
    input.dispatchEvent(new Event("pick"));
  }
  document.addEventListener("click", (event) => {
    const input = event.target.closest && event.target.closest("[data-combobox]");
    if (input && !input.value) ask(input);
  });

  document.addEventListener("keydown", (event) => {
    const input = event.target.closest && event.target.closest("[data-combobox]");
    if (!input) return;
    const list = listOf(input);
    const isOpen = list.classList.contains("open");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) walk(input, list, event.key === "ArrowDown" ? 1 : -1);
      else ask(input);
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      const option = chosen(list);
      if (option) take(input, option);
      else close(input, list);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      wanting = null;
      close(input, list);
    }
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest('.combobox-list [role="option"]:not([aria-disabled])');
    if (!option) return;
    event.preventDefault();
    take(option.closest(".combobox").querySelector("[data-combobox]"), option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches && event.target.matches("[data-combobox]")) close(event.target, listOf(event.target));
  });

  // ---- Chooser: several of a known list, as chips ------------------------------------------------------------
  let count = 0;

  function element(tag, attributes, text) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  }

  function enhance(select) {
    if (select.dataset.enhanced) return;
    select.dataset.enhanced = "yes";
    count += 1;
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const box = element("div", { class: "chooser" });
    const chips = element("ul", { class: "chips" });
    const input = element("input", {
      class: "form-control", type: "text", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": `chooser-${count}`, autocomplete: "off", placeholder: select.dataset.chooser,
    });
    const list = element("ul", { class: "combobox-list", role: "listbox", id: `chooser-${count}` });
    list.setAttribute("aria-label", label ? label.textContent.trim() : select.dataset.chooser);
    if (label) input.setAttribute("aria-label", label.textContent.trim().replace(/\s+/g, " "));
    const described = select.getAttribute("aria-describedby");
    if (described) input.setAttribute("aria-describedby", described);
    box.append(chips, input, list);
    select.before(box);
    select.hidden = true;
    input.id = `${select.id}-search`;
    if (label) label.setAttribute("for", input.id);

    function changed() {
      select.dispatchEvent(new Event("change", { bubbles: true }));
      draw();
    }

    function draw() {
      chips.replaceChildren(
        ...[...select.options].filter((option) => option.selected).map((option) => {
          const chip = element("li", { class: "chip" }, option.textContent.trim());
          const remove = element("button", { type: "button", "aria-label": `− ${option.textContent.trim()}` }, "×");
          remove.addEventListener("click", () => {
            option.selected = false;
            changed();
            input.focus();
          });
          chip.append(remove);
          return chip;
        }),
      );
    }

    function fill() {
      const words = input.value.trim().toLowerCase();
      const found = [...select.options].filter(
        (option) => !option.selected && (!words || option.textContent.toLowerCase().includes(words)),
      );
      list.replaceChildren(
        ...found.slice(0, 40).map((option) => {
          const item = element("li", { role: "option", "aria-selected": "false" }, option.textContent.trim());
          item.addEventListener("mousedown", (event) => {
            event.preventDefault();
            pick(option);
          });
          item.option = option;
          return item;
        }),
      );
    }

    function pick(option) {
      option.selected = true;
      input.value = "";
      close(input, list);
      changed();
    }

    input.addEventListener("focus", fill);
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      fill();
      open(input, list);
    });
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("click", () => open(input, list));
    input.addEventListener("blur", () => close(input, list));
    input.addEventListener("keydown", (event) => {
      const isOpen = list.classList.contains("open");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        open(input, list);
        walk(input, list, event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        event.preventDefault();
        const item = chosen(list) || (input.value && list.firstElementChild);
        if (isOpen && item) pick(item.option);
      } else if (event.key === "Escape" && isOpen) {
        close(input, list);
      } else if (event.key === "Backspace" && !input.value && chips.lastElementChild) {
        chips.lastElementChild.querySelector("button").click();
      }
    });
    draw();
  }

  function enhanceAll(within) {
    within.querySelectorAll("select[multiple][data-chooser]").forEach(enhance);
  }

  // ---- "Ask in hours": sets another field --------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set]");
    if (!button) return;
    const field = document.getElementById(button.dataset.set);
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  document.addEventListener("htmx:afterSettle", (event) => enhanceAll(event.target.parentNode || document));
  enhanceAll(document);
})();
