function show(poll) {
  if (!poll) return;
  const chosen = $('options').querySelector('input:checked')?.value;
  $('question').textContent = poll.question;
  $('verdict').textContent = `${poll.verdict} ${poll.voters === 1 ? 'One vote' : `${poll.voters} votes`} so far.`;
  $('options').replaceChildren(...poll.options.map((tally) => element('li', {},
    element('label', { className: 'grow' },
      element('input', { type: 'radio', name: 'option', value: tally.option, required: true, checked: tally.option === chosen }), ' ', tally.option,
      element('progress', { className: 'bar', max: 100, value: tally.percent, ariaLabel: `${tally.percent} percent` })),
    element('span', { className: tally.leads ? 'tag good' : 'tag' }, `${tally.votes} · ${tally.percent} %`))));
}

$('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const voter = $('voter').value;
  kept.write('voter', voter);
  show(await api('vote', { voter, option: $('options').querySelector('input:checked')?.value }));
});
$('ask').addEventListener('submit', async (event) => {
  event.preventDefault();
  show(await api('ask', { question: $('newquestion').value, options: $('newoptions').value.split('\n') }));
});
$('voter').value = kept.read('voter', '');
const refresh = async () => { if (document.visibilityState === 'visible') show(await api('poll')); };
setInterval(refresh, 5000);
refresh();
