using Factory.Deployments.Local;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Deployments.Tests.Local;

public sealed class ProductShutdownTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Run_ManyProducts_EndTogether()
    {
        var waiting = 30;
        var all = new TaskCompletionSource();
        var ends = Enumerable.Repeat(
            () =>
            {
                if (Interlocked.Decrement(ref waiting) == 0)
                {
                    all.SetResult();
                }

                return all.Task;
            },
            30);

        (await ProductShutdown.RunAsync(ends, Limit, _time).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_OneHangs_ReturnsAtTheDeadlineOfAll()
    {
        var ended = 0;
        Func<Task> hangs = static () => new TaskCompletionSource().Task;
        Func<Task> ends = () => Task.FromResult(Interlocked.Increment(ref ended));

        var shutdown = ProductShutdown.RunAsync([ends, hangs, ends], Limit, _time);
        _time.Advance(Limit);

        (await shutdown.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_OneFails_ReportsItAfterTheOthersHaveEnded()
    {
        var ended = false;
        Func<Task> fails = static () => Task.FromException(new IOException("stays"));
        Func<Task> ends = async () =>
        {
            await Task.Yield();
            ended = true;
        };

        await Should.ThrowAsync<IOException>(() => ProductShutdown.RunAsync([fails, ends], Limit, _time));

        ended.ShouldBeTrue();
    }
}
