// Helpers that the page's own script below builds upon.
const $ = (id) => document.getElementById(id);

function element(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties ?? {});
  node.append(...children);
  return node;
}

function showError(message) {
  $('error').textContent = message ?? '';
  $('error').hidden = !message;
}

async function api(path, body) {
  try {
    const answer = await fetch('api/' + path, body === undefined ? {} : {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(json.error ?? 'Please check what you entered.');
    showError('');
    return json;
  } catch (problem) {
    showError(problem instanceof TypeError ? 'The server cannot be reached.' : problem.message);
    return null;
  }
}

const kept = {
  read(key, fallback) { try { return JSON.parse(localStorage.getItem(key)) ?? fallback; } catch { return fallback; } },
  write(key, value) { localStorage.setItem(key, JSON.stringify(value)); },
};

{{script}}
