// Sets the theme before the first paint. A file of its own, since the content security policy admits no inline script.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("bihuan.theme");
  } catch (_) {
    // Storage may be closed (private mode): the system's setting decides then.
  }
  var dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.classList.toggle("dark", dark);
})();
