using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Spectre.Console;

namespace Factory.Cli.Runs;

/// <summary>Redraws the tree of the run on a terminal, eight times per second.</summary>
internal sealed class TreeReport : IRunReport
{
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(125);

    // Events come on one thread while another draws, and a dictionary must not be read while it is changed.
    private readonly Lock _lock = new();
    private readonly RunRenderer _renderer;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renderLoop;
    private readonly CommandContext _session;

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

    public void OnRunChanged(RunView run, IReadOnlyList<PendingAction> waits)
    {
        lock (_lock)
        {
            _renderer.Update(run, waits);
        }
    }

    public void OnEvent(FactoryEvent @event)
    {
        lock (_lock)
        {
            _renderer.Update(@event);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renderLoop;
        _end.Dispose();
    }

    private async Task RenderLoopAsync(LiveDisplayContext live)
    {
        for (var tick = 0; ; tick++)
        {
            // Read before drawing, so that one more frame is drawn after the end: the final state stays on the screen.
            var last = _end.IsCancellationRequested;
            lock (_lock)
            {
                live.UpdateTarget(_renderer.Render(_session.Environment.Time.GetUtcNow(), _session.Output.Console.Profile.Width, tick));
            }

            if (last)
            {
                return;
            }

            // The cancellation only ends the pause early; the loop ends by itself after its last frame.
            await Task.Delay(FrameInterval, _session.Environment.Time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
