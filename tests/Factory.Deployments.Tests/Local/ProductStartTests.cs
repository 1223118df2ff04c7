using Factory.Contracts.Errors;
using Factory.Deployments.Local;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Deployments.Tests.Local;

public sealed class ProductStartTests
{
    private static readonly Problem Failure = new(ErrorCodes.DeployUnhealthy, "It ended.", null);

    private readonly FakeTimeProvider _time = new();
    private int _starts;

    [Fact]
    public async Task Run_ManyRequests_StartOnce()
    {
        var done = new TaskCompletionSource<Problem?>();
        var start = Create(() => done.Task);

        var requests = Enumerable.Range(0, 20).Select(_ => start.RunAsync()).ToList();
        done.SetResult(null);

        (await Task.WhenAll(requests)).ShouldAllBe(problem => problem == null);
        _starts.ShouldBe(1);
    }

    [Fact]
    public async Task Run_FailedAMomentAgo_TriesAgainOnlyAfterTheDelay()
    {
        var start = Create(static () => Task.FromResult<Problem?>(Failure));
        (await start.RunAsync()).ShouldBe(Failure);
        _time.Advance(TimeSpan.FromSeconds(4));

        (await start.RunAsync()).ShouldBe(Failure);

        (_starts, start.RetryAfter).ShouldBe((1, TimeSpan.FromSeconds(6)));
        _time.Advance(TimeSpan.FromSeconds(6));
        await start.RunAsync();
        _starts.ShouldBe(2);
    }

    private ProductStart Create(Func<Task<Problem?>> start) => new(
        () =>
        {
            Interlocked.Increment(ref _starts);
            return start();
        },
        _time);
}
