using Factory.Providers.Errors;
using Factory.Providers.Http;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Providers.Tests.Http;

public class OperationTimeoutTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static TheoryData<Exception> Endings =>
        [
            new OperationCanceledException(),
            new ObjectDisposedException("System.Net.Sockets.NetworkStream"),
            new IOException("the connection was torn down")
        ];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task RunAsync_LimitPassed_ThrowsProviderTimeout(Exception ending)
    {
        var time = new FakeTimeProvider();
        var waiting = OperationTimeout.RunAsync(Limit, time, ct => ReadAsync(ct, ending), CancellationToken.None).AsTask();
        time.Advance(Limit);
        (await Should.ThrowAsync<ProviderTimeoutException>(waiting)).Limit.ShouldBe(Limit);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task RunAsync_EndsBeforeTheLimit_KeepsItsOwnException(Exception ending)
    {
        using var caller = new CancellationTokenSource();
        var waiting = OperationTimeout.RunAsync(Limit, new FakeTimeProvider(), ct => ReadAsync(ct, ending), caller.Token).AsTask();
        await caller.CancelAsync();
        (await Should.ThrowAsync<Exception>(waiting)).ShouldNotBeOfType<ProviderTimeoutException>();
    }

    private static async ValueTask<int> ReadAsync(CancellationToken cancellationToken, Exception ending)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        throw ending;
    }
}
