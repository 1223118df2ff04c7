using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Providers.Availability;

namespace Factory.Providers.Tests.Models;

public sealed class ModelSelectionTests
{
    [Fact]
    public void Providers_NoVariables_OnlyTheFallbackIsAvailable() =>
        new EnvironmentProviderAvailability(Catalogues.Shipped(Variables.Of()), Variables.Of()).Providers
            .Where(p => p.IsAvailable).Select(p => p.Provider.Name).ShouldBe(["rehearsal"]);

    [Fact]
    public void Select_OwnServerWithNamedModels_IsAvailable()
    {
        var variables = Variables.Of(("VLLM_MODELS", "qwen3-coder"), ("LLAMACPP_BASE_URL", "http://127.0.0.1:9/v1"));
        var providers = new EnvironmentProviderAvailability(Catalogues.Shipped(variables), variables).Providers.ToDictionary(p =>
            p.Provider.Name);
        (providers["vllm"].IsAvailable, providers["vllm"].Reason).ShouldBe((true, "needs no key; http://127.0.0.1:8000/v1"));
        providers["vllm"].Provider.Models.Single().Tier.ShouldBe(ModelTier.Local);
        (providers["llamacpp"].IsAvailable,
            providers["llamacpp"].Reason).ShouldBe((false, "models.json lists no model for it, and LLAMACPP_MODELS is not set"));
    }

    [Fact]
    public void Select_NamedModels_NarrowTheProviderAndKeepPrices()
    {
        var text = Catalogues.File(Catalogues.Model, Catalogues.Model.Replace("\"m\"", "\"n\""));
        var catalogue = Catalogues.Read(text, Variables.Of(("P_BASE_URL", "http://127.0.0.1:8000/v1"), ("P_MODELS", "n, local-one")));
        catalogue.Providers[0].Models.Select(m => m.Ref.Model).ShouldBe(["n", "local-one"]);
        catalogue.Providers[0].Models[0].Prices.Input.ShouldBe(new Usd(1.5m));
        var local = catalogue.Providers[0].Models[1];
        (local.Prices.Input, local.Tier, local.ContextTokens, local.Family).ShouldBe((Usd.Zero, ModelTier.Local, 32_768, "local-one"));
        local.Capabilities.ShouldContain("tools");
    }

    [Theory]
    [InlineData("http://[::1]:1/v1", true)]
    [InlineData("http://localhost/v1", true)]
    [InlineData("http://127.0.0.2/v1", true)]
    [InlineData("https://api.example.com/v1", false)]
    [InlineData("http://127.0.0.1.example.com/v1", false)]
    [InlineData("http://192.168.1.5/v1", false)]
    public void Select_ModelWithoutPrice_NeedsALocalServer(string baseUrl, bool accepted)
    {
        var problems = Catalogues.Problems(Catalogues.File(Catalogues.Model), Variables.Of(("P_BASE_URL", baseUrl), ("P_MODEL", "other")));
        problems.Count.ShouldBe(accepted ? 0 : 1);
        if (!accepted)
        {
            problems[0].ShouldStartWith("P_MODEL: p/other: price missing: add it to models.json");
        }
    }

    [Fact]
    public void Select_LocalServerWithoutNames_OffersTheCatalogue() =>
        Catalogues.Read(
            Catalogues.File(Catalogues.Model),
            Variables.Of(("P_BASE_URL", "http://127.0.0.1:1/v1"))).Providers[0].Models.Single().Ref.Model.ShouldBe("m");
}
