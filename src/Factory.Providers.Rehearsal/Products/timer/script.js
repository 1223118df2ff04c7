let plan = null, startedAt = null, passed = 0, shown = null;

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
const elapsed = () => passed + (startedAt === null ? 0 : (performance.now() - startedAt) / 1000);

function beep() {
  try {
    const audio = new AudioContext(), tone = audio.createOscillator();
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.15);
  } catch { /* silence is fine */ }
}

function show() {
  if (!plan) return;
  const second = elapsed();
  const phase = plan.phases.find((p) => second >= p.start && second < p.start + p.seconds);
  if (startedAt !== null && phase !== shown) { beep(); shown = phase; }
  if (!phase && startedAt !== null) { startedAt = null; passed = plan.total; $('start').textContent = 'Start'; }
  $('phase').textContent = phase ? phase.name : 'Done';
  $('clock').textContent = clock(phase ? Math.ceil(phase.start + phase.seconds - second) : 0);
  $('bar').max = plan.total;
  $('bar').value = Math.min(second, plan.total);
  const rounds = Math.max(...plan.phases.map((p) => p.round));
  $('round').textContent = phase?.round ? `Round ${phase.round} of ${rounds} · ${clock(plan.total)} in all` : `${clock(plan.total)} in all`;
}

async function lay() {
  const fields = Object.fromEntries(new FormData($('form')));
  const next = await api('plan?' + new URLSearchParams(fields));
  if (!next) return;
  [plan, startedAt, passed, shown] = [next, null, 0, null];
  $('start').textContent = 'Start';
  show();
}

$('start').addEventListener('click', () => {
  if (!plan) return;
  if (startedAt !== null) { passed = elapsed(); startedAt = null; }
  else { if (passed >= plan.total) passed = 0; startedAt = performance.now(); }
  $('start').textContent = startedAt !== null ? 'Pause' : 'Go on';
});
$('reset').addEventListener('click', lay);
$('form').addEventListener('change', lay);
$('form').addEventListener('submit', (event) => { event.preventDefault(); lay(); });
setInterval(show, 200);

api('presets').then((presets) => {
  if (!presets) return;
  for (const name of ['ready', 'work', 'rest', 'rounds']) $('form').elements[name].value = presets[name];
  $('workname').textContent = presets.workName;
  $('restname').textContent = presets.restName;
  lay();
});
