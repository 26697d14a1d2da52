/* Hakika: a framed chart tells its height, and the page around it sets it. Nothing of a message is ever run or shown. */
(function () {
  "use strict";
  var here = document.currentScript ? new URL(document.currentScript.src).origin : location.origin;
  var figure = null;

  function host(event) {
    var data = event.data;
    if (event.origin !== here || !data || typeof data !== "object" || data.type !== "snapshot:height" || data.v !== 1) return;
    var height = data.height;
    if (typeof height !== "number" || !Number.isInteger(height) || height < 80 || height > 4000) return;
    var frames = document.getElementsByTagName("iframe");
    for (var i = 0; i < frames.length; i++) {
      if (frames[i].contentWindow === event.source) { frames[i].style.height = height + "px"; return; }
    }
  }

  function framed() {
    figure = document.querySelector("figure.snap[data-id]");
    if (!figure || window.parent === window) return;
    var child = new URLSearchParams(location.search).get("childId");
    var last = 0, due = false;
    function tell() {
      due = false;
      var height = Math.min(Math.ceil(document.body.getBoundingClientRect().height) + 2, 4000);
      if (Math.abs(height - last) < 2) return;
      last = height;
      window.parent.postMessage({ type: "snapshot:height", v: 1, id: figure.dataset.id, height: height }, "*");
      window.parent.postMessage({ sentinel: "amp", type: "embed-size", height: height }, "*");
      if (child && /^[\w.-]{1,80}$/.test(child)) {
        window.parent.postMessage("pymxPYMx" + child + "xPYMxheightxPYMx" + height, "*");
      }
    }
    // A frame below the fold is given no animation frames: a timer runs there too, so it has its height before it is seen.
    function soon() { if (!due) { due = true; setTimeout(tell); } }
    new ResizeObserver(soon).observe(document.body);
    window.addEventListener("load", soon);
    window.addEventListener("message", function (event) {
      if (event.source === window.parent && event.data && event.data.type === "snapshot:ask") { last = 0; soon(); }
    });
    soon();
  }

  // A frame may have told its height before this script was there to hear it.
  function ask() {
    var frames = document.getElementsByTagName("iframe");
    for (var i = 0; i < frames.length; i++) {
      if (frames[i].src.indexOf(here + "/embed/") === 0) frames[i].contentWindow.postMessage({ type: "snapshot:ask", v: 1 }, "*");
    }
  }

  window.addEventListener("message", host);
  ask();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", framed); else framed();
})();
