using Factory.Contracts.Models;
using Factory.Domain.Providers;
using Factory.Providers.Availability;
using Factory.Providers.Models;
using Factory.TestKit.Builders;

namespace Factory.Providers.Tests.Models;

/// <summary>Where the gateway reaches providers, from the file and the environment.</summary>
public sealed class ProviderEndpointTests
{
    private const string Model =
        """{"name":"m","family":"f","tier":"cheap","inputPrice":1,"cachedInputPrice":1,"outputPrice":1,"contextTokens":10000,"maxOutputTokens":1000,"capabilities":["tools"],"priceSource":"s","priceDate":"2030-01-01"}""";

    [Fact]
    public void Connections_EndpointsInTheFile_AreServedBesideTheProvidersOwnApi()
    {
        var found = Look(
            """{"openai-responses":"https://lab.example/v1","gemini":"https://lab.example/v1beta"}""",
            name => name == "LAB_KEY" ? " secret " : null);

        found.Key.ShouldBe("secret");
        found.Endpoints.ToDictionary(e => e.Key, e => e.Value.AbsoluteUri).ShouldBe(new Dictionary<ModelApi, string>
        {
            [ModelApi.OpenAIResponses] = "https://lab.example/v1",
            [ModelApi.GeminiGenerateContent] = "https://lab.example/v1beta",
            [ModelApi.OpenAIChat] = "https://lab.example/v1",
        }, ignoreOrder: true);
        found.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void Connections_BaseUrlFromTheEnvironment_ServesOnlyTheProvidersOwnApi()
    {
        var found = Look(
            """{"openai-responses":"https://lab.example/v1"}""",
            name => name switch { "LAB_KEY" => "secret", "LAB_BASE_URL" => "http://127.0.0.1:9/v1", _ => null });

        var only = found.Endpoints.ShouldHaveSingleItem();
        (only.Key, only.Value.AbsoluteUri).ShouldBe((ModelApi.OpenAIChat, "http://127.0.0.1:9/v1"));
    }

    [Fact]
    public void Connections_OllamaWithEndpointsInTheFile_ServesOnlyOllamasOwnApis()
    {
        var provider = Given.Provider(models: Given.Model(new ModelRef("ollama", "m"), ModelTier.Local)) with
        {
            Api = ModelApi.OllamaChat,
            BaseUrl = "http://127.0.0.1:11434",
            Endpoints = new Dictionary<ModelApi, Uri>
            {
                [ModelApi.OpenAIChat] = new("http://127.0.0.1:11434/v1")
            },
        };
        var endpoints = new ProviderEndpointResolver(new Available(provider), _ => null).Connections.ShouldHaveSingleItem().Endpoints;
        endpoints.Keys.ShouldBe([ModelApi.OllamaChat, ModelApi.OllamaEmbeddings], ignoreOrder: true);
        endpoints.Values.ShouldAllBe(endpoint => endpoint.AbsoluteUri == "http://127.0.0.1:11434/");
    }

    // As Ollama's own client reads OLLAMA_HOST.
    [Theory]
    [InlineData("host", "http://host:11434/")]
    [InlineData("host:80", "http://host/")]
    [InlineData("host:9000", "http://host:9000/")]
    [InlineData(":9000", "http://127.0.0.1:9000/")]
    [InlineData("0.0.0.0", "http://127.0.0.1:11434/")]
    [InlineData("[::1]", "http://[::1]:11434/")]
    [InlineData("http://host", "http://host/")]
    [InlineData("http://host/ollama", "http://host/ollama")]
    [InlineData("http://host:11434", "http://host:11434/")]
    [InlineData("https://host", "https://host/")]
    public void Resolve_OllamasVariable_HasOllamasPortOnlyForAHostAlone(string value, string expected)
    {
        var provider = Given.Provider(models: Given.Model(new ModelRef("ollama", "m"), ModelTier.Local)) with
        {
            Api = ModelApi.OllamaChat,
            BaseUrlVariable = "OLLAMA_HOST",
        };

        ProviderEndpoint.Resolve(provider, _ => value).ShouldNotBeNull().AbsoluteUri.ShouldBe(expected);
    }

    private sealed class Available(ProviderDefinition provider) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers { get; } = [new(provider, true, "set")];
    }

    private static ProviderConnection Look(string endpoints, Func<string, string?> variable)
    {
        var catalogue = Catalogues.Read(File(endpoints), variable);
        return new ProviderEndpointResolver(
            new EnvironmentProviderAvailability(catalogue, variable),
            variable).Connections.ShouldHaveSingleItem();
    }

    private static string File(string endpoints) =>
        $$"""{"providers":[{"name":"lab","api":"openai-chat","baseUrl":"https://lab.example/v1","baseUrlVariable":"LAB_BASE_URL","keyVariable":"LAB_KEY","endpoints":{{endpoints}},"models":[{{Model}}]}]}""";
}
