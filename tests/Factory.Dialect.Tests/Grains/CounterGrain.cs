using Factory.Contracts.Errors;
using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

public sealed class CounterGrain(Signals signals) : Grain, ICounterGrain
{
    private static int _activations;
    private readonly int _number = Interlocked.Increment(ref _activations);
    private int _value;
    private int _inside;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        signals.Note($"activate {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Note($"deactivate {this.GetPrimaryKeyString()} {reason.ReasonCode}");
        signals.Set($"deactivated {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public Task<int> Add(int amount) => Task.FromResult(_value += amount);

    public ValueTask<int> AddByValue(int amount) => new(_value += amount);

    public ValueTask Touch()
    {
        _value++;
        return default;
    }

    public async Task<int> AddSlowly(int amount)
    {
        if (Interlocked.Increment(ref _inside) > 1)
        {
            throw new InvalidOperationException("Two calls are inside.");
        }

        var before = _value;
        await Task.Yield();
        _value = before + amount;
        Interlocked.Decrement(ref _inside);
        return _value;
    }

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<Parcel> Echo(Parcel parcel) => Task.FromResult(parcel);

    public Task Scribble(List<string> list)
    {
        list.Add("scribbled");
        return Task.CompletedTask;
    }

    public Task Refuse(string code, string hint) => throw new FactoryException(code, "refused", hint, retryable: true);

    public Task Fail(string message) => throw new NotSupportedException(message);

    public async Task FailLater(string message)
    {
        await Task.Yield();
        throw new NotSupportedException(message);
    }

    public async Task<bool> AwaitsStayOnTheGrain()
    {
        var mine = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current == mine;
        await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        return afterYield && TaskScheduler.Current == mine && mine != TaskScheduler.Default;
    }

    public Task<string?> ContextValue(string key) => Task.FromResult((string?)RequestContext.Get(key));

    public Task SetContextValue(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public async Task WaitFor(string signal, CancellationToken cancellation)
    {
        signals.Set("inside " + signal);
        await signals.Opened(signal).WaitAsync(cancellation);
    }

    public Task<int> ActivationNumber() => Task.FromResult(_number);

    public Task Keep(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
