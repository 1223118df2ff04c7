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
    public async Task Grains_live_where_their_labels_are_and_call_each_other_across_silos()
    {
        await using var factory = await StartAsync();

        (await Gpu(factory).Silo()).ShouldBe(factory.Cluster.Silos[1].ServiceProvider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString());
        (await Gpu(factory).CapOf(Run)).ShouldBe(5m, "the budget is on the silo with the store");
        var elsewhere = factory.Cluster.Silos[1].ServiceProvider.GetRequiredService<IGrainFactory>();
        (await elsewhere.GetGrain<Grains.Abstractions.Budgets.IBudgetGrain>(Run).SetCap(new Usd(7))).Cap.ShouldBe(new Usd(7));
        (await Gpu(factory).CapOf(Run)).ShouldBe(7m);
    }

    [Fact]
    public async Task The_factorys_own_error_keeps_its_code_and_hint_across_silos()
    {
        await using var factory = await StartAsync();

        var failure = await Should.ThrowAsync<FactoryException>(() => Gpu(factory).Refuse(ErrorCodes.DataUnusable, "stop it"));

        (failure.Code, failure.Message, failure.Hint, failure.Retryable).ShouldBe((ErrorCodes.DataUnusable, "refused", "stop it", true));
    }

    [Fact]
    public async Task Every_contract_type_arrives_on_another_silo_as_it_was_sent()
    {
        await using var factory = await StartAsync();

        foreach (var sample in ContractSamples.All)
        {
            var back = await Gpu(factory).Echo(sample);

            ContractSamples.Text(back).ShouldBe(ContractSamples.Text(sample), sample.GetType().Name);
        }
    }

    [Fact]
    public async Task Without_a_silo_of_that_label_the_call_fails_and_says_so()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, others: new Dictionary<string, string> { ["disk"] = "large" });

        await Should.ThrowAsync<OrleansException>(() => Gpu(factory).Silo());
    }

    [Fact]
    public async Task A_killed_silo_stops_no_run_and_its_grains_come_back_on_the_next_with_its_label()
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

    private Task<FactoryUnderTest> StartAsync() => FactoryUnderTest.StartAsync(_folder, others: new Dictionary<string, string> { [GpuSiloDirector.Label] = "rtx3090" });

    private static IGpuGrain Gpu(FactoryUnderTest factory) => factory.Grains.GetGrain<IGpuGrain>("gpu-1");
}
