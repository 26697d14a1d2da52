// What must run before Streamlit's script: where it is served from, and since when the reader was away.
window.prerenderReady = false;
window.__streamlit = {BACKEND_BASE_URL: location.origin + '/', MAIN_PAGE_BASE_URL: location.origin + '/'};
(function () {
  // The time of the last visit is kept by this browser alone, and sent only by a link that asks for it (since=visit).
  // Loads less than half an hour apart are one visit.
  var apart = 30 * 60 * 1000, now = Date.now(), before = 0;
  try {
    var kept = (localStorage.getItem('hakika.visit') || '').split(' ').map(Number);
    before = now - (kept[0] || 0) > apart ? kept[0] || 0 : kept[1] || 0;
    localStorage.setItem('hakika.visit', now + ' ' + before);
  } catch (forbidden) {
    before = 0;
  }
  var here = new URL(location.href);
  if (here.searchParams.get('since') === 'visit') {
    if (before) here.searchParams.set('since', new Date(before).toISOString().slice(0, 19) + 'Z');
    else here.searchParams.delete('since');
    history.replaceState(history.state, '', here);
  }
})();
