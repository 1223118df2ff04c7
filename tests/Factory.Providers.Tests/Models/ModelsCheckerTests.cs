using Factory.Contracts.Models;
using Factory.Domain.Providers;
using Factory.Providers.Http;
using Factory.Providers.Models;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Builders;
using Factory.TestKit.StandIns;
using Microsoft.Extensions.Options;

namespace Factory.Providers.Tests.Models;

/// <summary>What is said about each provider's list of models; the key goes there and nowhere else.</summary>
public sealed class ModelsCheckerTests
{
    private const string Key = "sk-check-1234567890";

    [Theory]
    [InlineData(ModelWire.OpenAI, "Bearer " + Key)]
    [InlineData(ModelWire.Anthropic, Key)]
    public async Task Check_ModelsThereAndNot_SaysWhichAreReached(ModelWire wire, string sent)
    {
        await using var server = await StartAsync();
        server.Offered = ["models/small", "new-one", "large-2", .. Enumerable.Range(10, 12).Select(i => $"z{i}")];

        var check = await CheckAsync(Lab(wire, server.BaseUrl(wire)));

        (check.Provider, check.Asked, check.Problem).ShouldBe(("lab", true, null));
        check.Reached.ShouldBe(["small"]);
        check.Missing.ShouldBe(["large"]);
        check.Others.ShouldBe(14);
        check.FirstOthers.ShouldBe(["large-2", "new-one", .. Enumerable.Range(10, 8).Select(i => $"z{i}")]);
        server.Keys.Keys.ShouldBe([sent]);
    }

    [Fact]
    public async Task Check_Ollama_ListsWhatIsInstalled()
    {
        await using var server = await StartAsync();
        var check = await CheckAsync(Lab(ModelWire.Ollama, server.Address) with { Models = [Given.Model(new ModelRef("lab", "qwen3:8b"), ModelTier.Local)] });
        check.Reached.ShouldBe(["qwen3:8b"]);
        (check.Missing.Count, check.Others).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(ModelWire.OpenAI)]
    [InlineData(ModelWire.Anthropic)]
    public async Task Check_KeyRefused_SaysSoWithoutTheKey(ModelWire wire)
    {
        await using var server = await StartAsync();
        server.Offered = null;
        var check = await CheckAsync(Lab(wire, server.BaseUrl(wire)));
        check.Problem.ShouldNotBeNull().ShouldStartWith("answered 401: Incorrect API key provided: ");
        check.Problem.ShouldNotContain("1234567890");
        (check.Asked, check.Reached.Count, check.Missing.Count).ShouldBe((true, 0, 0));
    }

    [Fact]
    public async Task Check_NobodyThere_SaysThatItCannotBeReached() =>
        (await CheckAsync(Lab(ModelWire.OpenAI, "http://127.0.0.1:1/v1"))).Problem.ShouldNotBeNull().ShouldStartWith("cannot be reached: ");

    [Fact]
    public async Task Check_SomethingElseAnswers_SaysThatItCannotBeRead()
    {
        await using var server = await StartAsync();
        (await CheckAsync(Lab(ModelWire.OpenAI, server.Address + "/other"))).Problem.ShouldBe("its list of models cannot be read; check that the base URL speaks the provider's wire format");
    }

    [Fact]
    public async Task Check_ProviderNotAvailable_IsNotAsked()
    {
        var check = await CheckAsync(Lab(ModelWire.OpenAI, "http://127.0.0.1:1/v1"), isAvailable: false);
        (check.Asked, check.Problem).ShouldBe((false, "LAB_KEY is not set"));
    }

    [Fact]
    public async Task Check_Rehearsal_IsAlwaysThere() =>
        (await CheckAsync(Given.Provider() with { Wire = "rehearsal", BaseUrl = null })).Reached.ShouldBe(["small", "large"]);

    private static Task<ModelStandIn> StartAsync() => ModelStandIn.StartAsync(_ => throw new InvalidOperationException("no chat is wanted"));

    private static ProviderDefinition Lab(ModelWire wire, string baseUrl) => Given.Provider() with { Wire = ProviderLab.NameOf(wire), BaseUrl = baseUrl, KeyVariable = "LAB_KEY" };

    private static async Task<ModelsCheck> CheckAsync(ProviderDefinition provider, bool isAvailable = true)
    {
        var options = Options.Create(new ProvidersOptions { Variable = Variables.Of(("LAB_KEY", Key)) });
        using var http = new ProviderHttp(options, TimeProvider.System);
        var checker = new ModelsChecker(new One(new ProviderAvailability(provider, isAvailable, "LAB_KEY is not set")), http, options, TimeProvider.System);
        return (await checker.CheckAsync(CancellationToken.None)).ShouldHaveSingleItem();
    }

    private sealed class One(ProviderAvailability provider) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [provider];
    }
}
