// Before anything is painted: light or dark as chosen, else as the system has it.
(function () {
  const root = document.documentElement;
  if (root.hasAttribute("data-theme-auto") && matchMedia("(prefers-color-scheme: dark)").matches) {
    root.setAttribute("data-bs-theme", "dark");
  }
})();
