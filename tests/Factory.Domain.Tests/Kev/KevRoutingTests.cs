using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Providers;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Kev;

public sealed class KevRoutingTests
{
    private static readonly FactoryPaths Paths = new("/data");

    [Theory]
    [InlineData(ModelApi.Rehearsal, "/home/ann/shop", true)]
    [InlineData(ModelApi.Rehearsal, "/data/products/shop/repository", false)]
    [InlineData(ModelApi.OpenAIChat, "/home/ann/shop", false)]
    public void Choose_OperatorsRepository_IsNotGivenToRehearsalModels(ModelApi api, string repository, bool isRefused)
    {
        Paths.Repository("shop").ShouldBe("/data/products/shop/repository");
        var spec = Given.Spec() with { Product = new ProductRef(ProductId.Parse("product-1"), "shop", repository, "main") };
        var task = TaskState.Open(TaskId.Parse("task-1"), spec, Given.Now).ToView();

        var decision = Routing(api).Choose(task, new KevState());

        if (isRefused)
        {
            var problem = decision.ShouldBeOfType<RoutingDecision.Unroutable>().Problem;
            problem.Code.ShouldBe(ErrorCodes.RehearsalRepository);
            problem.Message.ShouldContain(repository);
        }
        else
        {
            decision.ShouldBeOfType<RoutingDecision.Chosen>();
        }
    }

    [Theory]
    [InlineData(ModelApi.Rehearsal, false, true)]
    [InlineData(ModelApi.Rehearsal, true, false)]
    [InlineData(ModelApi.OpenAIChat, false, false)]
    public void Choose_TaskOfItsOwn_IsGivenToRehearsalModelsOnlyWhenItAcceptsThem(ModelApi api, bool accepts, bool isRefused)
    {
        var spec = Given.Spec() with { Product = null, Run = null, AcceptsRehearsal = accepts };

        var decision = Routing(api).Choose(TaskState.Open(TaskId.Parse("task-1"), spec, Given.Now).ToView(), new KevState());

        if (isRefused)
        {
            decision.ShouldBeOfType<RoutingDecision.Unroutable>().Problem.Code.ShouldBe(ErrorCodes.RehearsalNotAccepted);
        }
        else
        {
            decision.ShouldBeOfType<RoutingDecision.Chosen>().Assignment.Rehearsal.ShouldBe(api == ModelApi.Rehearsal);
        }
    }

    private static KevRouting Routing(ModelApi api)
    {
        var config = Given.Config();
        var providers = config.Catalogue.Providers.Select(p => new ProviderAvailability(p with { Api = api }, true, "there"));
        return new KevRouting(new StaticConfigSource(config), new Available([.. providers]), new UnknownHealth(), Paths);
    }

    private sealed record Available(IReadOnlyList<ProviderAvailability> Providers) : IProviderAvailability;
}
