const store = '{{slug}}-items';
let items = kept.read(store, []);

function show(arranged) {
  if (!arranged) return;
  items = arranged.items;
  kept.write(store, items);
  $('bar').value = arranged.percent;
  $('progress').textContent = arranged.total ? `${arranged.done} of ${arranged.total} done, ${arranged.percent} %` : '';
  $('empty').hidden = items.length > 0;
  $('clear').disabled = arranged.done === 0;
  $('items').replaceChildren(...items.map((item, index) => {
    const box = element('input', { type: 'checkbox', checked: item.done, id: `item-${index}` });
    box.addEventListener('change', () => change(items.map((other) => other === item ? { ...item, done: box.checked } : other)));
    const remove = element('button', { type: 'button', className: 'quiet', ariaLabel: `Remove ${item.name}` }, '✕');
    remove.addEventListener('click', () => change(items.filter((other) => other !== item)));
    const name = element('label', { className: 'grow', htmlFor: box.id }, item.name);
    const amount = item.quantity !== 1 || item.unit ? [element('span', { className: 'tag' }, `${item.quantity} ${item.unit}`.trim())] : [];
    const urgent = item.urgent && !item.done ? [element('span', { className: 'tag bad' }, 'urgent')] : [];
    return element('li', { className: item.done ? 'done' : '' }, box, name, ...urgent, ...amount, remove);
  }));
}

const change = async (next) => show(await api('arrange', next));

$('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const arranged = await api('add', { text: $('text').value, items });
  if (arranged) { $('text').value = ''; show(arranged); }
  $('text').focus();
});
$('clear').addEventListener('click', () => change(items.filter((item) => !item.done)));
api('examples').then((examples) => { if (examples) $('text').placeholder = examples.join('  ·  '); });
change(items);
