async function calculate() {
  const entered = {};
  for (const input of $('fields').querySelectorAll('input')) {
    entered[input.name] = input.value === '' ? null : Number(input.value);
  }

  const answer = await api('calculate', entered);
  if (!answer) return;
  $('results').replaceChildren(...answer.lines.map((line) =>
    element('div', { className: line.main ? 'main' : '' }, element('dt', {}, line.label), element('dd', {}, line.value))));
  $('note').textContent = answer.note;
}

let waiting;
$('form').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(calculate, 120); });
$('form').addEventListener('submit', (event) => { event.preventDefault(); calculate(); });

api('form').then((fields) => {
  if (!fields) return;
  $('fields').replaceChildren(...fields.map((field) => element('label', {},
    field.label, ' ', element('span', { className: 'unit' }, field.unit),
    element('input', { name: field.name, type: 'number', inputMode: 'decimal', value: field.value, min: field.min, max: field.max, step: field.step, required: true }))));
  calculate();
});
