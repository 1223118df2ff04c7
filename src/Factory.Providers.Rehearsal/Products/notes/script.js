const store = '{{slug}}-notes';
let notes = kept.read(store, []);

async function show() {
  kept.write(store, notes);
  const now = new Date();
  const today = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const found = await api('find', { notes, query: $('query').value, today });
  if (!found) return;
  $('summary').textContent = `${notes.length} notes, ${found.words} words, ${found.streak} days in a row`;
  $('tags').replaceChildren(...Object.entries(found.tags).slice(0, 12).map(([tag, count]) => {
    const button = element('button', { type: 'button', className: 'quiet' }, `${tag} ${count}`);
    button.addEventListener('click', () => { $('query').value = tag; show(); });
    return button;
  }));
  $('notes').replaceChildren(...found.notes.map((note) => {
    const remove = element('button', { type: 'button', className: 'quiet', ariaLabel: `Remove ${note.title}` }, '✕');
    remove.addEventListener('click', () => { notes = notes.filter((other) => other.id !== note.id); show(); });
    return element('li', {}, element('div', { className: 'grow' }, element('strong', {}, note.title), element('div', {}, note.text)), element('span', { className: 'tag' }, note.day), remove);
  }));
}

$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const now = new Date();
  const day = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  notes = [{ id: String(now.getTime()), title: $('title').value.trim(), text: $('text').value.trim(), day }, ...notes];
  $('form').reset();
  show();
});
$('query').addEventListener('input', show);
api('prompt').then((start) => { if (start) $('text').placeholder = start.prompt; });
show();
