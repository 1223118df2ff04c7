using Factory.Contracts.Models;
using Factory.Domain.Providers;
using Factory.Providers.Http;
using Factory.Providers.Models;
using Factory.TestKit.Builders;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.Options;

namespace Factory.Providers.Tests.Models;

/// <summary>What is said about each provider's list of models; the key goes there and nowhere else.</summary>
public sealed class ModelsCheckerTests
{
    private const string Key = "sk-check-1234567890";

    [Theory]
    [InlineData(ModelApi.OpenAIChat, "Bearer " + Key)]
    [InlineData(ModelApi.AnthropicMessages, Key)]
    public async Task Check_ModelsThereAndNot_SaysWhichAreReached(ModelApi api, string sent)
    {
        await using var server = await StartAsync();
        server.ListedModels = ["models/small", "new-one", "large-2", .. Enumerable.Range(10, 12).Select(i => $"z{i}")];

        var check = await CheckAsync(Lab(api, server.BaseUrl(api)));

        (check.Provider, check.IsChecked, check.Problem).ShouldBe(("lab", true, null));
        check.Offered.ShouldBe(["small"]);
        check.Missing.ShouldBe(["large"]);
        check.UnlistedCount.ShouldBe(14);
        check.UnlistedSample.ShouldBe(["large-2", "new-one", .. Enumerable.Range(10, 8).Select(i => $"z{i}")]);
        server.Keys.Keys.ShouldBe([sent]);
    }

    [Fact]
    public async Task Check_Ollama_ListsWhatIsInstalled()
    {
        await using var server = await StartAsync();
        var check = await CheckAsync(Lab(ModelApi.OllamaChat, server.Address) with
        {
            Models = [Given.Model(new ModelRef("lab", "qwen3:8b"), ModelTier.Local)]
        });
        check.Offered.ShouldBe(["qwen3:8b"]);
        (check.Missing.Count, check.UnlistedCount).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    public async Task Check_KeyRefused_SaysSoWithoutTheKey(ModelApi api)
    {
        await using var server = await StartAsync();
        server.ListedModels = null;
        var check = await CheckAsync(Lab(api, server.BaseUrl(api)));
        check.Problem.ShouldNotBeNull().ShouldStartWith("answered 401: Incorrect API key provided: ");
        check.Problem.ShouldNotContain("1234567890");
        (check.IsChecked, check.Offered.Count, check.Missing.Count).ShouldBe((true, 0, 0));
    }

    [Fact]
    public async Task Check_NobodyThere_SaysThatItCannotBeReached() =>
        (await CheckAsync(Lab(ModelApi.OpenAIChat, "http://127.0.0.1:1/v1"))).Problem.ShouldNotBeNull()
            .ShouldStartWith("cannot be reached: ");

    [Fact]
    public async Task Check_SomethingElseAnswers_SaysThatItCannotBeRead()
    {
        await using var server = await StartAsync();
        (await CheckAsync(Lab(
            ModelApi.OpenAIChat,
            server.Address
                + "/other"))).Problem.ShouldBe("its list of models cannot be read; check that the base URL serves the provider's API");
    }

    [Fact]
    public async Task Check_ProviderNotAvailable_IsNotAsked()
    {
        var check = await CheckAsync(Lab(ModelApi.OpenAIChat, "http://127.0.0.1:1/v1"), isAvailable: false);
        (check.IsChecked, check.Problem).ShouldBe((false, "LAB_KEY is not set"));
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    public async Task Check_KeyThatNoHeaderCanHave_SaysSoForThisProviderOnly(ModelApi api)
    {
        foreach (var key in new[] { "sk-check\n1234567890", "sk-check\r\n1234567890", "sk check", "sk-ключ" })
        {
            var check = await CheckAsync(Lab(api, "http://127.0.0.1:1/v1"), key: key);

            check.IsChecked.ShouldBeFalse();
            check.Problem.ShouldNotBeNull().ShouldStartWith("LAB_KEY has a line break, a blank or another character");
            check.Problem.ShouldNotContain("1234567890");
        }
    }

    [Fact]
    public async Task Check_Rehearsal_IsAlwaysThere() =>
        (await CheckAsync(Given.Provider() with { Api = ModelApi.Rehearsal, BaseUrl = null })).Offered.ShouldBe(["small", "large"]);

    private static Task<FakeModelServer> StartAsync() =>
        FakeModelServer.StartAsync(_ => throw new InvalidOperationException("no chat is wanted"));

    private static ProviderDefinition Lab(ModelApi api, string baseUrl) =>
        Given.Provider() with { Api = api, BaseUrl = baseUrl, KeyVariable = "LAB_KEY" };

    private static async Task<ProviderModelsCheck> CheckAsync(ProviderDefinition provider, bool isAvailable = true, string key = Key)
    {
        var options = Options.Create(new ProvidersOptions { Variable = Variables.Of(("LAB_KEY", key)) });
        using var http = new ProviderHttp(options, TimeProvider.System);
        var checker = new ModelsChecker(
            new One(new ProviderAvailability(provider, isAvailable, "LAB_KEY is not set")),
            http,
            options,
            TimeProvider.System);
        return (await checker.CheckAsync(CancellationToken.None)).ShouldHaveSingleItem();
    }

    private sealed class One(ProviderAvailability provider) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [provider];
    }
}
