using Factory.Domain.Attempts;
using Factory.Grains.Abstractions.Kev;
using Factory.Silo.Kev;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Time;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Factory.Silo.Tests.Kev;

/// <summary>The emergency stop takes effect without the supervisor, and is not forgotten when that does not answer.</summary>
public sealed class EmergencyStopTests : IAsyncDisposable
{
    private readonly IAttemptRunner _attempts = Substitute.For<IAttemptRunner>();
    private readonly ObservableTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeKev _kev = new();
    private readonly EmergencyStop _stop;

    public EmergencyStopTests()
    {
        _stop = new EmergencyStop(
            new FakeGrains().Add<IKevGrain>(_ => _kev), _attempts, _time, NullLogger<EmergencyStop>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.StopAsync(CancellationToken.None);
        _stop.Dispose();
    }

    [Fact]
    public async Task StopAllAsync_SupervisorAnswers_StopsTheAttemptsAndPauses()
    {
        (await _stop.StopAllAsync()).Paused.ShouldBeTrue();

        _attempts.Received(1).CancelAll("the operator stopped everything");
    }

    [Fact]
    public async Task StopAllAsync_SupervisorDoesNotAnswer_StopsTheAttemptsAndRepeatsUntilItDoes()
    {
        await _stop.StartAsync(CancellationToken.None);
        _kev.FailingStops = 3;

        await Should.ThrowAsync<TimeoutException>(() => _stop.StopAllAsync());

        _attempts.Received(1).CancelAll(Arg.Any<string>());
        for (var tries = 2; tries <= 4; tries++)
        {
            await _time.WaitForTimerAsync(EmergencyStop.RetryInterval);
            (await _kev.Get()).Paused.ShouldBeFalse();
            _time.Advance(EmergencyStop.RetryInterval);
        }

        await UntilAsync(async () => (await _kev.Get()).Paused);
        _attempts.Received(4).CancelAll(Arg.Any<string>());
    }

    [Fact]
    public async Task ResumeAsync_BeforeTheStopWasRecorded_EndsTheRepetition()
    {
        await _stop.StartAsync(CancellationToken.None);
        _kev.FailingStops = 1;
        await Should.ThrowAsync<TimeoutException>(() => _stop.StopAllAsync());
        await _time.WaitForTimerAsync(EmergencyStop.RetryInterval);

        await _stop.ResumeAsync();
        _time.Advance(EmergencyStop.RetryInterval);
        await _stop.StopAsync(CancellationToken.None);

        (await _kev.Get()).Paused.ShouldBeFalse();
        _attempts.Received(1).CancelAll(Arg.Any<string>());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
