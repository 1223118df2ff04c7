using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Spectre.Console;

namespace Factory.Cli.Runs;

/// <summary>Redraws the tree of the run on a terminal, eight times a second.</summary>
internal sealed class TreeReport : IRunReport
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(125);

    private readonly Lock _lock = new();
    private readonly RunRenderer _picture;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _drawing;
    private readonly CommandContext _session;

    public TreeReport(CommandContext session)
    {
        _session = session;
        _picture = new RunRenderer(session.Settings.DataHint);
        _drawing = session.Output.Console.Live(new Text("")).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).StartAsync(DrawAsync);
    }

    public bool WantsRun => true;

    public void Changed(RunView run, IReadOnlyList<PendingAction> waits)
    {
        lock (_lock)
        {
            _picture.Take(run, waits);
        }
    }

    public void Happened(FactoryEvent @event)
    {
        lock (_lock)
        {
            _picture.Take(@event);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _drawing;
        _end.Dispose();
    }

    private async Task DrawAsync(LiveDisplayContext live)
    {
        for (var tick = 0; ; tick++)
        {
            var last = _end.IsCancellationRequested;
            lock (_lock)
            {
                live.UpdateTarget(_picture.Draw(_session.Environment.Time.GetUtcNow(), _session.Output.Console.Profile.Width, tick));
            }

            if (last)
            {
                return;
            }

            await Task.Delay(Frame, _session.Environment.Time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
