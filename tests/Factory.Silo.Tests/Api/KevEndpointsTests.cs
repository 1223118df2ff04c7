using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary>Pausing and stopping the supervisor.</summary>
public sealed class KevEndpointsTests
{
    [Fact]
    public async Task Pause_Running_IsPausedUntilResumed()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.PauseAsync()).Paused.ShouldBeTrue();
        (await host.Client.GetKevAsync()).Paused.ShouldBeTrue();
        (await host.Client.ResumeAsync()).Paused.ShouldBeFalse();
        (await host.Client.GetKevAsync()).Paused.ShouldBeFalse();
    }

    [Fact]
    public async Task StopAll_Running_IsPaused()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.StopAllAsync()).Paused.ShouldBeTrue();
        (await host.Client.GetKevAsync()).Paused.ShouldBeTrue();
    }
}
