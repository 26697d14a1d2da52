// What must run before Streamlit's script: where it is served from, since when the reader was away, and what to say when
// the connection that the page lives by is cut.
window.prerenderReady = false;
window.__streamlit = {BACKEND_BASE_URL: location.origin + '/', MAIN_PAGE_BASE_URL: location.origin + '/'};
(function () {
  // On a slow connection the fonts (a megabyte) are left out: what the system has is read sooner.
  var line = navigator.connection, root = document.documentElement.classList;
  root.add('hk-script');
  if (!line || !(line.saveData || /2g|3g/.test(line.effectiveType))) return;
  root.add('hk-slow');
  document.fonts.load = function () { return Promise.resolve([]); }; // Streamlit asks for its icons before any is shown
})();
(function () {
  // A chart keeps the width that it has on the screen: on paper it is made smaller as a whole, else its end is cut off.
  var PAPER = 690; // CSS pixels between the margins of A4
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('.js-plotly-plot').forEach(function (plot) {
      plot.style.setProperty('--hk-paper', Math.min(1, PAPER / plot.clientWidth));
    });
  });
})();
(function () {
  // What the frame says at first goes once the dashboard says it; who had scrolled down there is as far down here.
  document.addEventListener('DOMContentLoaded', function () {
    var first = document.getElementById('hk-first'), root = document.getElementById('root');
    var drawn = first.dataset.drawn + ', .hk-notice, [data-testid="stAlert"]';
    var watch = new MutationObserver(look);
    function look() {
      if (root.querySelector(drawn)) gone();
    }
    function gone() {
      var main = root.querySelector('[data-testid="stMain"]'), down = first.scrollTop;
      watch.disconnect();
      first.remove();
      if (main && down) main.scrollTop = down;
    }
    watch.observe(root, {childList: true, subtree: true});
    root.addEventListener('click', gone, {once: true});
    look();
  });
})();
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
(function () {
  // Streamlit's own notice comes in English alone; ours is said in the page's language, in the page and in that notice.
  var PATIENCE = 1500, Plain = window.WebSocket, waiting = 0;
  function words() {
    var asked = new URL(location.href).searchParams, lang = asked.get('lang') || 'en';
    var kept = document.querySelector('template[data-cut="' + CSS.escape(lang) + '"]');
    kept = (kept || document.querySelector('template[data-cut]')).content.cloneNode(true);
    var crisis = asked.get('crisis'), link = kept.querySelector('a');
    if (crisis) link.setAttribute('href', '/now/' + encodeURIComponent(crisis));
    if (lang !== 'en') link.setAttribute('href', link.getAttribute('href') + '/' + encodeURIComponent(lang));
    return kept;
  }
  var watch = new MutationObserver(function () {
    var title = document.querySelector('[role="dialog"] [slot="title"]');
    if (!title || title.textContent !== 'Connection error') return;
    var kept = words();
    title.textContent = kept.querySelector('strong').textContent;
    kept.querySelector('strong').remove();
    title.nextElementSibling.replaceChildren(kept);
  });
  function lost() {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      document.getElementById('hk-cut').replaceChildren(words());
      watch.observe(document.body, {childList: true, subtree: true});
    }, PATIENCE);
  }
  function back() {
    clearTimeout(waiting);
    watch.disconnect();
    document.getElementById('hk-cut').replaceChildren();
  }
  window.WebSocket = class extends Plain {
    constructor(address, protocols) {
      super(address, protocols);
      if (!String(address).includes('/_stcore/stream')) return;
      this.addEventListener('open', back);
      this.addEventListener('close', lost);
    }
  };
  window.addEventListener('offline', lost);
  window.addEventListener('pagehide', function () { clearTimeout(waiting); });
})();
(function () {
  // What a popover holds stands at the end of the document: the keyboard goes on into it from its button, and back.
  function stops(body) {
    return Array.from(body.querySelectorAll('a[href], button, input, [tabindex], [contenteditable]')).filter(function (e) {
      return e.tabIndex >= 0 && !e.disabled && e.getClientRects().length > 0;
    });
  }
  // A day that was typed is taken when its field is left: Enter leaves it.
  function taken(event) {
    if (!event.target.matches('[data-testid="stDateInput"] [role="spinbutton"]')) return;
    var button = document.querySelector('[data-testid="stPopoverButton"][aria-expanded="true"]');
    event.preventDefault();
    event.stopPropagation();
    if (button) button.focus();
    else event.target.blur();
  }
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Enter') return taken(event);
    if (event.key !== 'Tab' || event.ctrlKey || event.altKey || event.metaKey) return;
    var body = document.querySelector('[data-testid="stPopoverBody"]');
    var button = document.querySelector('[data-testid="stPopoverButton"][aria-expanded="true"]');
    if (!body || !button) return;
    var inside = stops(body), here = document.activeElement;
    if (here === button && !event.shiftKey) {
      if (inside.length) inside[0].focus(); // else it is still being drawn
    } else if (here === inside[0] && event.shiftKey) {
      button.focus();
    } else {
      if (here === inside[inside.length - 1] && !event.shiftKey) button.focus(); // and on from there
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
(function () {
  // On a narrow screen the pages stand behind a button, called by the word on it (Streamlit calls it in English alone).
  // Opened by the keyboard, the first of them has the focus; once one is chosen, they no longer cover it.
  var named = null; // the button, or the word on it, may come after the page, and it is drawn anew when the pages close
  function name() {
    var button = document.querySelector('[data-testid="stExpandSidebarButton"]');
    var word = button && /^"(.+?)"/.exec(getComputedStyle(button, '::after').content);
    if (!word) return;
    button.setAttribute('aria-label', word[1]);
    named = button;
  }
  document.addEventListener('focusin', name); // the language, and with it the word, may have changed
  document.addEventListener('DOMContentLoaded', function () {
    new MutationObserver(function () {
      if (document.querySelector('[data-testid="stExpandSidebarButton"]') !== named) name();
    }).observe(document.getElementById('root'), {childList: true, subtree: true});
  });
  document.addEventListener('click', function (event) {
    var chosen = event.target.closest('[data-testid="stSidebar"] a'), close = '[data-testid="stSidebar"] button[aria-expanded="true"]';
    if (chosen) setTimeout(function () {
      var button = document.querySelector(close);
      if (button && window.innerWidth <= 768) button.click();
    }, 150);
    if (event.detail !== 0 || !event.target.closest('[data-testid="stExpandSidebarButton"]')) return;
    var tries = 0, timer = setInterval(function () {
      var link = document.querySelector('[data-testid="stSidebar"]:not([data-collapsed="true"]) a');
      if (link) link.focus();
      if (link || ++tries > 20) clearInterval(timer);
    }, 50);
  });
})();
