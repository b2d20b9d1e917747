// Handing in files: what is too large is said before it is sent, and how much has been sent is shown.
(function () {
  "use strict";
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const files = form.querySelector("input[type=file]");
  const most = Number(form.dataset.most);
  const faults = form.querySelector("[data-upload-faults]");
  const tooLarge = form.querySelector("[data-upload-too-large]").textContent.trim();
  const bar = form.querySelector("[data-upload-progress]");
  const words = form.querySelector("[data-upload-words]");
  const button = form.querySelector("button[type=submit]");

  function tell(texts) {
    const items = texts.map((text) => {
      const link = document.createElement("a");
      link.href = "#" + files.id;
      link.textContent = text;
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    faults.querySelector("ul").replaceChildren(...items);
    faults.hidden = !texts.length;
    if (texts.length) faults.focus();
  }

  form.addEventListener("submit", (event) => {
    const large = [...files.files].filter((file) => file.size > most);
    if (large.length) {
      event.preventDefault();
      tell(large.map((file) => `${file.name} ${tooLarge}`));
      return;
    }
    event.preventDefault();
    tell([]);
    button.disabled = true;
    bar.hidden = false;
    const sent = new XMLHttpRequest();
    sent.upload.addEventListener("progress", (step) => {
      const share = Math.round((100 * step.loaded) / step.total);
      bar.querySelector("progress").value = share;
      words.textContent = `${words.dataset.words}: ${share} %`;
    });
    sent.addEventListener("load", () => {
      if (sent.status < 400) {
        location.assign(sent.responseURL);
        return;
      }
      const answer = new DOMParser().parseFromString(sent.responseText, "text/html");
      const told = [...answer.querySelectorAll("[data-upload-faults] li, [data-message]")];
      button.disabled = false;
      bar.hidden = true;
      tell(told.map((item) => item.textContent.trim()));
    });
    sent.addEventListener("error", () => {
      button.disabled = false;
      form.submit();
    });
    sent.open("POST", form.action);
    sent.send(new FormData(form));
  });
})();
