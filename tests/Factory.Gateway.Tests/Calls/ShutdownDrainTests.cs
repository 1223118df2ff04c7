using Factory.Gateway.Calls;
using Factory.TestKit.Builders;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Gateway.Tests.Calls;

public sealed class ShutdownDrainTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new(Given.Now);
    private readonly Lifetime _lifetime = new();
    private readonly ShutdownDrain _drain;

    public ShutdownDrainTests() =>
        _drain = new ShutdownDrain(_lifetime, Options.Create(new GatewayOptions { ShutdownTimeout = Limit }), _time);

    [Fact]
    public void AbortOnShutdown_SiloRuns_IsNeverAborted()
    {
        var call = new Call();
        using var registration = _drain.AbortOnShutdown(call.Context);

        _time.Advance(TimeSpan.FromDays(1));

        call.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public void AbortOnShutdown_SiloStops_AllCallsAreAbortedAfterTheTimeout()
    {
        Call[] calls = [new(), new()];
        using var first = _drain.AbortOnShutdown(calls[0].Context);
        using var second = _drain.AbortOnShutdown(calls[1].Context);

        _lifetime.StopApplication();
        _time.Advance(Limit - TimeSpan.FromTicks(1));
        calls.ShouldAllBe(call => !call.IsAborted);
        _time.Advance(TimeSpan.FromTicks(1));

        calls.ShouldAllBe(call => call.IsAborted);
    }

    [Fact]
    public void AbortOnShutdown_CallHasEnded_IsNotAborted()
    {
        // Kestrel reuses contexts: aborting one after its call would cut the next request of the connection.
        var call = new Call();
        _drain.AbortOnShutdown(call.Context).Dispose();

        _lifetime.StopApplication();
        _time.Advance(Limit);

        call.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public void AbortOnShutdown_CallBeginsAfterTheTimeout_IsAbortedAtOnce()
    {
        _lifetime.StopApplication();
        _time.Advance(Limit);
        var call = new Call();

        using var registration = _drain.AbortOnShutdown(call.Context);

        call.IsAborted.ShouldBeTrue();
    }

    public void Dispose()
    {
        _drain.Dispose();
        _lifetime.Dispose();
    }

    private sealed class Call : IHttpRequestLifetimeFeature
    {
        public Call() => Context.Features.Set<IHttpRequestLifetimeFeature>(this);

        public DefaultHttpContext Context { get; } = new();

        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
