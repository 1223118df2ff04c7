using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Spectre.Console;

namespace Factory.Cli.Runs;

/// <summary>
/// Redraws the tree of the run on a terminal: four times per second while something changes, else once per second for
/// the clock. A frame is the whole tree, about 800 bytes, and terminals over a network pay for each.
/// </summary>
internal sealed class TreeReport : IRunReport
{
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ClockInterval = TimeSpan.FromSeconds(1);

    // Events come on one thread while another draws, and a dictionary must not be read while it is changed.
    private readonly Lock _lock = new();
    private readonly RunRenderer _renderer;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renderLoop;
    private readonly CommandContext _session;
    private bool _changed = true;

    public TreeReport(CommandContext context)
    {
        _session = context;
        _renderer = new RunRenderer(context.Settings.DataOption);
        _renderLoop = context.Output.Console.Live(new Text(""))
            .AutoClear(false)
            .Overflow(VerticalOverflow.Ellipsis)
            .StartAsync(RenderLoopAsync);
    }

    public bool NeedsRunSnapshots => true;

    public void OnRunChanged(RunView run, IReadOnlyList<PendingAction> waits) => Change(() => _renderer.Update(run, waits));

    public void OnPauseChanged(bool paused) => Change(() => _renderer.IsPaused = paused);

    public void OnConnectionChanged(bool lost) => Change(() => _renderer.IsLost = lost);

    public void OnEvent(FactoryEvent @event) => Change(() => _renderer.Update(@event));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renderLoop;
        _end.Dispose();
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _changed = true;
        }
    }

    private async Task RenderLoopAsync(LiveDisplayContext live)
    {
        var time = _session.Environment.Time;
        var drawn = time.GetTimestamp();
        for (var tick = 0; ;)
        {
            // Read before drawing, so that one more frame is drawn after the end: the final state stays on the screen.
            var last = _end.IsCancellationRequested;
            if (last || tick == 0 || TakeChange() || time.GetElapsedTime(drawn) >= ClockInterval)
            {
                drawn = time.GetTimestamp();
                Draw(live, tick++);
            }

            if (last)
            {
                return;
            }

            // The cancellation only ends the pause early; the loop ends by itself after its last frame.
            await Task.Delay(ChangeInterval, time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool TakeChange()
    {
        lock (_lock)
        {
            var changed = _changed;
            _changed = false;
            return changed;
        }
    }

    private void Draw(LiveDisplayContext live, int tick)
    {
        lock (_lock)
        {
            live.UpdateTarget(_renderer.Render(_session.Environment.Time.GetUtcNow(), _session.Output.Console.Profile.Width, tick));
        }
    }
}
