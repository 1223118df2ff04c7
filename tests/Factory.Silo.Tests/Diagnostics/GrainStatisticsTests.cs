using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Diagnostics;

/// <summary>
/// What <c>GET /api/grains</c> tells of a whole silo: Orleans names grains in words of its own, which must meet those
/// of our filter.
/// </summary>
public sealed class GrainStatisticsTests(WholeSilo silo) : IClassFixture<WholeSilo>
{
    [Fact]
    public async Task Read_ActivationsAndCalls_ShareARow()
    {
        await silo.Client.PauseAsync();
        await silo.Client.ResumeAsync();

        var look = await silo.Client.GetGrainsAsync();

        look.Grains.Select(grain => grain.Name).ShouldBeUnique();
        look.Grains.ShouldAllBe(grain => grain.Name.EndsWith("Grain", StringComparison.Ordinal));
        var kev = look.Grains.Single(grain => grain.Name == "KevGrain");
        kev.Activations.ShouldBe(1);
        kev.Calls.ShouldBeGreaterThanOrEqualTo(2);
        kev.Errors.ShouldBe(0);
        kev.P50Microseconds.ShouldNotBeNull().ShouldBeGreaterThan(0);
        kev.P99Microseconds.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(kev.P50Microseconds!.Value);
        look.Slowest.ShouldContain(call =>
            call.Grain.StartsWith("kev/", StringComparison.Ordinal) && call.Method == "IKevGrain.Pause" && call.Milliseconds > 0);
        look.TimedOut.ShouldBe(0);
        look.Storage.Writes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Read_RejectedCommand_IsNotAnError()
    {
        (await Should.ThrowAsync<FactoryException>(() => silo.Client.GetRunAsync(new("run-nobody")))).Code.ShouldBe(ErrorCodes.NotFound);

        var run = (await silo.Client.GetGrainsAsync()).Grains.Single(grain => grain.Name == "RunGrain");

        run.Calls.ShouldBeGreaterThanOrEqualTo(1);
        run.Errors.ShouldBe(0);
    }
}
