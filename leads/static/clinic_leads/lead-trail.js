/**
 * The list of leads remembers the order of its rows until the browser's tab is closed, so that the
 * screen of a lead knows the next one. Numbers of rows only.
 */
(() => {
  const list = document.querySelector('.clinic-queue');
  if (!list) return;
  addEventListener('pagehide', () => {
    const numbers = [...list.querySelectorAll('a[href]')]
      .map((link) => new URL(link.href).pathname.match(/\/clinic\/inbox\/(\d+)\/$/)?.[1])
      .filter(Boolean);
    sessionStorage.setItem('clinic-trail', JSON.stringify([...new Set(numbers)]));
  });
})();
