using Factory.Gateway.Calls;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Gateway.Tests.Calls;

public sealed class CallTimeoutsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Given.Now);
    private readonly CancellationTokenSource _client = new();
    private readonly GatewayOptions _options = new() { IdleTimeout = TimeSpan.FromMinutes(1), TotalTimeout = TimeSpan.FromMinutes(5) };

    [Fact]
    public void Token_NothingSentForTheIdleTimeout_IsCancelled()
    {
        using var timeouts = Start();

        _time.Advance(TimeSpan.FromSeconds(59));
        timeouts.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        timeouts.Token.IsCancellationRequested.ShouldBeTrue();
        (timeouts.HasExpired, timeouts.IsClientGone).ShouldBe((true, false));
    }

    [Fact]
    public void Touch_BeforeTheIdleTimeout_StartsItAgain()
    {
        using var timeouts = Start();

        _time.Advance(TimeSpan.FromSeconds(50));
        timeouts.Touch();
        _time.Advance(TimeSpan.FromSeconds(59));
        timeouts.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        timeouts.HasExpired.ShouldBeTrue();
    }

    [Fact]
    public void Token_ProviderSendsSteadily_IsCancelledAtTheTotalTimeout()
    {
        using var timeouts = Start();

        for (var i = 0; i < 9; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            timeouts.Touch();
        }

        timeouts.Token.IsCancellationRequested.ShouldBeFalse("4:30 have passed");
        _time.Advance(TimeSpan.FromSeconds(30));
        timeouts.HasExpired.ShouldBeTrue();
    }

    [Fact]
    public void BeginClose_ConnectionStaysOpen_CancelsAfterASecond()
    {
        using var timeouts = Start();

        timeouts.BeginClose();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        timeouts.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        timeouts.HasExpired.ShouldBeTrue();
    }

    [Fact]
    public void Token_ClientDisconnects_IsCancelledAndNotExpired()
    {
        using var timeouts = Start();

        _client.Cancel();

        timeouts.Token.IsCancellationRequested.ShouldBeTrue();
        (timeouts.HasExpired, timeouts.IsClientGone).ShouldBe((false, true));
    }

    [Fact]
    public void TimeToFirstByte_SeveralReads_IsThatOfTheFirst()
    {
        using var timeouts = Start();
        timeouts.TimeToFirstByte.ShouldBeNull();

        _time.Advance(TimeSpan.FromSeconds(2));
        timeouts.Touch();
        _time.Advance(TimeSpan.FromSeconds(3));
        timeouts.Touch();

        timeouts.TimeToFirstByte.ShouldBe(TimeSpan.FromSeconds(2));
        timeouts.Elapsed.ShouldBe(TimeSpan.FromSeconds(5));
    }

    public void Dispose() => _client.Dispose();

    private CallTimeouts Start() => new(_options, _time, _client.Token);
}
