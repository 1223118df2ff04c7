using System.Globalization;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Grains;

public sealed class LentGrain(Signals signals) : Grain, ILentGrain
{
    private static readonly AsyncLocal<string?> Local = new();

    private bool _inside;

    public Task<LentThread> Look() =>
        Task.FromResult(new LentThread(Environment.CurrentManagedThreadId, TaskScheduler.Current, SynchronizationContext.Current));

    public Task MakeAMess()
    {
        RequestContext.Set("who", "the grain");
        Local.Value = "the grain's";
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        ExecutionContext.SuppressFlow();
        return Task.CompletedTask;
    }

    public Task FailAtOnce()
    {
        RequestContext.Set("who", "the grain");
        throw new NotSupportedException("no");
    }

    public async Task<bool> ChildTasksAreTurns()
    {
        var mine = TaskScheduler.Current;
        return await Task.Factory.StartNew(() => TaskScheduler.Current == mine);
    }

    public async Task<int> Deep(int depth) => depth == 0 ? 0 : 1 + await Other($"lent-{depth - 1}").Deep(depth - 1);

    public async Task<string> CallBack(string other)
    {
        if (_inside)
        {
            return "entered twice";
        }

        _inside = true;
        try
        {
            return await Other(other).CallBack(this.GetPrimaryKeyString());
        }
        finally
        {
            _inside = false;
        }
    }

    public Task Note(int number)
    {
        signals.Note(number.ToString(CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    public Task Fire(string? other, string signal)
    {
        if (other is null)
        {
            signals.Set("inside " + signal);
            return signals.Opened(signal);
        }

        Other(other).Hold(this.GetPrimaryKeyString(), signal).ContinueWith(
            held => signals.Set("held", held.Exception?.InnerException?.Message), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public async Task Hold(string caller, string signal)
    {
        await signals.Opened(signal);
        signals.Set("calls back");
        await Other(caller).Note(0);
    }

    private ILentGrain Other(string key) => GrainFactory.GetGrain<ILentGrain>(key);
}
