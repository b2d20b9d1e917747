// A slider beside a number field: either moves the other. The field is what is sent; without this script it stands alone.
(function () {
  "use strict";
  for (const slider of document.querySelectorAll("[data-slider-for]")) {
    const field = document.getElementById(slider.dataset.sliderFor);
    const follow = () => {
      if (field.value !== "") slider.value = field.value;
      slider.classList.toggle("slider-idle", field.value === "");
    };
    slider.hidden = false;
    slider.addEventListener("input", () => {
      field.value = slider.value;
      slider.classList.remove("slider-idle");
    });
    field.addEventListener("input", follow);
    follow();
  }
})();
