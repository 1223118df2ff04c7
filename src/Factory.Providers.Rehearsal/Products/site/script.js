// Opens the question that the address names, so that a link to an answer shows it.
function openNamed() {
  const named = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (named instanceof HTMLDetailsElement) named.open = true;
}

addEventListener('hashchange', openNamed);
openNamed();
