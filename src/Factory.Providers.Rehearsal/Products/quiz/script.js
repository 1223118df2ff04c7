const store = '{{slug}}-boxes';
let deck = { cards: [], boxes: 5 }, boxes = kept.read(store, {}), card = null, last = null;

function progress() {
  const learned = deck.cards.filter((c) => boxes[c.id] >= deck.boxes).length;
  const steps = deck.cards.reduce((sum, c) => sum + (boxes[c.id] ?? 1) - 1, 0);
  $('bar').max = Math.max(1, deck.cards.length * (deck.boxes - 1));
  $('bar').value = steps;
  $('progress').textContent = `${learned} of ${deck.cards.length} learned`;
}

async function ask() {
  const next = await api('next', { boxes, last });
  if (!next) return;
  card = deck.cards.find((c) => c.id === next.id) ?? null;
  $('question').textContent = card ? card.question : '🎉 All learned!';
  $('form').hidden = !card;
  $('next').hidden = true;
  $('outcome').textContent = '';
  $('answer').value = '';
  if (card) $('answer').focus();
  progress();
}

$('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!card || !$('next').hidden) return;
  const outcome = await api('check', { id: card.id, answer: $('answer').value, box: boxes[card.id] ?? 1 });
  if (!outcome) return;
  boxes[card.id] = outcome.box;
  last = card.id;
  kept.write(store, boxes);
  $('outcome').className = outcome.correct ? 'good' : 'bad';
  $('outcome').textContent = outcome.correct ? '✓ Right!' : `✗ It is ${outcome.expected}.`;
  $('next').hidden = false;
  $('next').focus();
  progress();
});
$('next').addEventListener('click', ask);
$('restart').addEventListener('click', () => { boxes = {}; last = null; kept.write(store, boxes); ask(); });
api('deck').then((loaded) => { if (loaded) { deck = loaded; ask(); } });
