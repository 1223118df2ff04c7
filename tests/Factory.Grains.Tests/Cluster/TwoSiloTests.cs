using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Grains.Tests.Cluster;

/// <summary>Two silos: one with the store and every grain of the factory, one with a label.</summary>
public sealed class TwoSiloTests : IDisposable
{
    private const string Run = "budget-run-1";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Placement_TwoSilos_FollowsLabelsAndCallsCrossSilos()
    {
        await using var factory = await StartAsync();

        (await Gpu(factory).Silo()).ShouldBe(factory.Cluster.Silos[1].ServiceProvider.GetRequiredService<ILocalSiloDetails>()
            .SiloAddress.ToParsableString());
        (await Gpu(factory).CapOf(Run)).ShouldBe(5m, "the budget is on the silo with the store");
        var elsewhere = factory.Cluster.Silos[1].ServiceProvider.GetRequiredService<IGrainFactory>();
        (await elsewhere.GetGrain<Grains.Abstractions.Budgets.IBudgetGrain>(Run).SetCap(new Usd(7))).Cap.ShouldBe(new Usd(7));
        (await Gpu(factory).CapOf(Run)).ShouldBe(7m);
    }

    [Fact]
    public async Task Call_FactoryExceptionOnAnotherSilo_KeepsItsCodeAndHint()
    {
        await using var factory = await StartAsync();

        var failure = await Should.ThrowAsync<FactoryException>(() => Gpu(factory).Refuse(ErrorCodes.DataUnusable, "stop it"));

        (failure.Code, failure.Message, failure.Hint, failure.Retryable).ShouldBe((ErrorCodes.DataUnusable, "refused", "stop it", true));
    }

    [Fact]
    public async Task Call_EveryContractType_ArrivesOnAnotherSiloUnchanged()
    {
        await using var factory = await StartAsync();

        foreach (var sample in ContractSamples.All)
        {
            var back = await Gpu(factory).Echo(sample);

            ContractSamples.Text(back).ShouldBe(ContractSamples.Text(sample), sample.GetType().Name);
        }
    }

    [Fact]
    public async Task Call_NoSiloWithTheLabel_Fails()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, others: new Dictionary<string, string> { ["disk"] = "large" });

        await Should.ThrowAsync<OrleansException>(() => Gpu(factory).Silo());
    }

    [Fact]
    public async Task Kill_SiloWithALabel_RunsContinueAndItsGrainsMoveToTheNextOne()
    {
        await using var factory = await StartAsync();
        var run = await factory.StartRunAsync();
        var research = await factory.Attempts.NextAsync("research");
        var first = await Gpu(factory).Silo();

        await factory.Cluster.KillSiloAsync(factory.Cluster.Silos[1]);
        await factory.Attempts.SucceedAsync(research, new ResearchNote("s", [new Finding("t", "d")], [], "r"));

        (await factory.Attempts.NextAsync("prd")).Spec.Run.ShouldBe(run);
        await Should.ThrowAsync<Exception>(() => Gpu(factory).Silo().WaitAsync(Limit));
        await factory.Cluster.StartAdditionalSiloAsync();
        await factory.Home.ServiceProvider.WaitForLabelsAsync();
        (await Gpu(factory).Silo().WaitAsync(Limit)).ShouldNotBe(first);
    }

    private Task<FactoryUnderTest> StartAsync() =>
        FactoryUnderTest.StartAsync(_folder, others: new Dictionary<string, string> { [GpuSiloDirector.Label] = "rtx3090" });

    private static IGpuGrain Gpu(FactoryUnderTest factory) => factory.Grains.GetGrain<IGpuGrain>("gpu-1");
}
