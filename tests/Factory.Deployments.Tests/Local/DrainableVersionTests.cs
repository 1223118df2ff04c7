using Factory.Deployments.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Deployments.Tests.Local;

public sealed class DrainableVersionTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);

    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _answer = new();

    [Fact]
    public async Task TryRetire_RequestInProgress_IsNotIdleHoweverLongItTakes()
    {
        var version = Create(isProgram: true);
        var request = version.TryHandleAsync(new DefaultHttpContext());
        _time.Advance(Idle * 2);

        version.TryRetire(Idle).ShouldBeFalse();
        _answer.SetResult();
        await request;
        _time.Advance(Idle - TimeSpan.FromSeconds(1));
        version.TryRetire(Idle).ShouldBeFalse("the time counts from the end of the last request");
        _time.Advance(TimeSpan.FromSeconds(1));

        version.TryRetire(Idle).ShouldBeTrue();
        (await version.TryHandleAsync(new DefaultHttpContext())).ShouldBeFalse();
        version.TryRetire(Idle).ShouldBeFalse("it has retired already");
    }

    [Fact]
    public void TryRetire_StaticFiles_AreNeverIdle()
    {
        var version = Create(isProgram: false);
        _time.Advance(Idle * 2);

        version.TryRetire(Idle).ShouldBeFalse();
    }

    private DrainableVersion Create(bool isProgram) => new(new Version(isProgram), _ => _answer.Task, _time);

    private sealed class Version(bool isProgram) : IRunningVersion
    {
        public bool IsProgram => isProgram;

        public string? Failure => null;

        public string OutputTail => "";

        public void Configure(IApplicationBuilder app)
        {
        }

        public void EnableRestart()
        {
        }

        public Task<int?> ProbeAsync(string path, CancellationToken cancellationToken) => Task.FromResult<int?>(200);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
