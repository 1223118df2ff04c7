using Factory.Providers.Errors;
using Factory.Providers.Http;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Providers.Tests.Http;

public sealed class OperationTimeoutTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _time = new();

    // A cancelled read closes its connection even when its bytes arrive at the same moment.
    [Fact]
    public async Task Run_LimitPassesWhileTheOperationCompletes_IsATimeout()
    {
        var running = OperationTimeout.RunAsync(
            Limit,
            _time,
            _ =>
            {
                _time.Advance(Limit);
                return ValueTask.FromResult(1);
            },
            CancellationToken.None);

        await Should.ThrowAsync<ProviderTimeoutException>(running.AsTask());
    }

    [Fact]
    public async Task Run_CompletesBefore_GivesItsResult() =>
        (await OperationTimeout.RunAsync(Limit, _time, _ => ValueTask.FromResult(1), CancellationToken.None)).ShouldBe(1);
}
