let categories = [];

function fill(select, names, chosen) {
  select.replaceChildren(...names.map((name) => element('option', { value: name, selected: name === chosen }, name)));
}

function choose(name, from, to) {
  const units = categories.find((category) => category.name === name).units;
  fill($('from'), units, from ?? units[0]);
  fill($('to'), units, to ?? units[1]);
}

async function convert() {
  const [from, to] = [$('from').value, $('to').value];
  const answer = await api('convert?' + new URLSearchParams({ value: $('value').value, from, to }));
  if (!answer) return;
  const text = (number) => number.toLocaleString('en', { maximumSignificantDigits: 10 });
  $('unit').textContent = to;
  $('result').textContent = text(answer.result);
  $('one').textContent = answer.one === null ? '' : `1 ${from} = ${text(answer.one)} ${to}`;
}

$('category').addEventListener('change', () => { choose($('category').value); convert(); });
$('form').addEventListener('input', (event) => { if (event.target !== $('category')) convert(); });
$('form').addEventListener('submit', (event) => event.preventDefault());
$('swap').addEventListener('click', () => { choose($('category').value, $('to').value, $('from').value); convert(); });

api('units').then((units) => {
  if (!units) return;
  categories = units.categories;
  fill($('category'), categories.map((category) => category.name), units.start.category);
  choose(units.start.category, units.start.from, units.start.to);
  $('value').value = units.start.value;
  convert();
});
