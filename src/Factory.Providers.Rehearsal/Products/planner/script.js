const store = '{{slug}}-plan';
let wishes = [];
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function row(title, tag) {
  const remove = element('button', { type: 'button', className: 'quiet', ariaLabel: `Remove ${title}` }, '✕');
  remove.addEventListener('click', () => {
    const at = wishes.findIndex((wish) => wish.title.trim() === title.trim());
    wishes = wishes.filter((_, index) => index !== at);
    plan();
  });
  return element('li', {}, element('span', { className: 'tag' }, tag), element('span', { className: 'grow' }, title), remove);
}

async function plan() {
  const fields = $('day').elements;
  const day = { start: fields.start.value, end: fields.end.value, pause: Number(fields.pause.value), wishes };
  const answer = await api('plan', day);
  if (!answer) return;
  kept.write(store, day);
  $('slots').replaceChildren(...answer.slots.map((slot) => row(slot.title, `${clock(slot.start)} – ${clock(slot.end)}`)));
  $('free').textContent = `${answer.free} minutes stay free, breaks included.`;
  $('left').replaceChildren(...answer.left.map((wish) => row(wish.title, `${wish.minutes} min`)));
  $('leftovers').hidden = answer.left.length === 0;
}

$('day').addEventListener('change', plan);
$('add').addEventListener('submit', (event) => {
  event.preventDefault();
  const fields = $('add').elements;
  wishes = [...wishes, { title: fields.title.value, minutes: Number(fields.minutes.value), priority: Number(fields.priority.value) }];
  fields.title.value = '';
  fields.title.focus();
  plan();
});

api('start').then((start) => {
  const day = kept.read(store, start);
  if (!day) return;
  for (const name of ['start', 'end', 'pause']) $('day').elements[name].value = day[name];
  wishes = day.wishes;
  plan();
});
