/* Hakika: draws one chart from one record of ours; asked for by a tap. */
(function () {
  "use strict";
  var place = document.getElementById("chart");
  fetch(place.dataset.figure).then(function (answer) { return answer.json(); }).then(function (figure) {
    place.textContent = "";
    return Plotly.newPlot(place, figure.data, figure.layout, figure.config);
  }).catch(function () { place.querySelector("p").hidden = false; });
})();
