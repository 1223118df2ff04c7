using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Ledger;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Metering;
using Factory.Metering.Tests;
using Factory.Providers.Rehearsal;
using Factory.Providers.Tests.Models;
using Factory.TestKit.Builders;
using Factory.TestKit.Metering;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Providers.Tests;

public sealed class AddFactoryProvidersTests
{
    [Fact]
    public async Task AddFactoryProviders_Twice_OpensARehearsalSession()
    {
        var model =
            """{"name":"rehearsal-one","family":"f","tier":"local","inputPrice":0,"cachedInputPrice":0,"outputPrice":0,"contextTokens":100000,"maxOutputTokens":8000,"capabilities":["tools"],"priceSource":"s","priceDate":"2026-01-31"}""";
        var catalogue = Catalogues.Read(
            $$"""{"providers":[{"name":"rehearsal","api":"rehearsal","fallback":true,"models":[{{model}}]}]}""",
            _ => null);
        var grains = new FakeGrains();
        await using var services = new ServiceCollection()
            .AddSingleton(Given.Config(providers: catalogue.Providers))
            .AddSingleton<IGrainFactory>(grains)
            .AddSingleton<InMemoryLedger>()
            .AddSingleton<ILedger>(s => s.GetRequiredService<InMemoryLedger>())
            .AddSingleton<ITaskCosts>(s => s.GetRequiredService<InMemoryLedger>())
            .AddFactoryMetering()
            .AddFactoryProviders(o => o.Variable = Variables.Of())
            .AddFactoryProviders()
            .AddFactoryRehearsal()
            .AddFactoryRehearsal()
            .BuildServiceProvider();
        services.GetRequiredService<UsageMeter>().MarkRecovered();
        services.GetServices<IModelSessions>().Count().ShouldBe(1);
        services.GetRequiredService<IProviderAvailability>().Providers.Single().IsAvailable.ShouldBeTrue();

        var order = new AttemptRequest(
            AttemptId.Parse("attempt-1"),
            TaskId.Parse("task-1"),
            1,
            Given.Spec(),
            Given.Assignment with { Model = new ModelRef("rehearsal", "rehearsal-one") },
            [],
            null,
            []);
        await using (var session = services.GetRequiredService<IModelSessions>().Open(order))
        {
            var response = await session.Client.GetResponseAsync([new ChatMessage(
                ChatRole.User,
                "Kind: research\nAttempt: 1\n<idea>\ntimer\n</idea>")]);
            response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single().Name.ShouldBe("submit_result");
            session.Cost.ShouldBe(Usd.Zero);
            session.Usage.Total().ShouldBeGreaterThan(0);
        }

        grains.Providers["provider-rehearsal"].Records.ShouldBe([(1, 0, null)]);
    }
}
