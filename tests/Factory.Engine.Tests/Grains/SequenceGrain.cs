using System.Runtime.CompilerServices;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Grains;

public sealed class SequenceGrain(Signals signals) : Grain, ISequenceGrain
{
    public async IAsyncEnumerable<int> Count(int until)
    {
        var mine = TaskScheduler.Current;
        for (var number = 1; number <= until; number++)
        {
            signals.Note($"made {number}");
            yield return TaskScheduler.Current == mine ? number : throw new InvalidOperationException("Not inside the grain's turn.");
            await Task.CompletedTask;
        }
    }

    public async IAsyncEnumerable<string> Gated(string[] names, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        try
        {
            foreach (var name in names)
            {
                signals.Set("at " + name);
                await signals.Opened(name).WaitAsync(cancellation);
                yield return name;
            }
        }
        finally
        {
            signals.Set($"ended {this.GetPrimaryKeyString()}");
        }
    }

    public async IAsyncEnumerable<int> FailAfter(int elements)
    {
        for (var number = 1; number <= elements; number++)
        {
            yield return number;
        }

        await Task.Yield();
        throw new NotSupportedException("no more");
    }

    public async IAsyncEnumerable<int> Relay(string other, int until)
    {
        await foreach (var number in GrainFactory.GetGrain<ISequenceGrain>(other).Count(until))
        {
            yield return number;
        }
    }

    public async IAsyncEnumerable<string> Ask(string key, int times)
    {
        for (var time = 0; time < times; time++)
        {
            yield return await GrainFactory.GetGrain<ISequenceGrain>(key).Ping();
        }
    }

    public async Task<int> Sum(string other, int until)
    {
        var sum = 0;
        await foreach (var number in GrainFactory.GetGrain<ISequenceGrain>(other).Count(until))
        {
            sum += number;
        }

        return sum;
    }

    public async Task<string> First(string other, string asked)
    {
        await foreach (var answer in GrainFactory.GetGrain<ISequenceGrain>(other).Ask(asked, 1))
        {
            return answer;
        }

        return "nothing";
    }

    public Task<string> Ping() => Task.FromResult(RequestContext.Get("who") as string ?? this.GetPrimaryKeyString());

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
