using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Support;

/// <summary>Providers at given addresses.</summary>
internal sealed class FakeEndpoints : IProviderEndpoints
{
    public const string RealKey = "real-key-of-the-factory";

    public IReadOnlyList<ProviderConnection> Connections { get; set; } = [];

    /// <summary>A provider that serves these APIs at one address.</summary>
    public static ProviderConnection Provider(string name, string address, ModelTier tier, IReadOnlyList<ModelApi> apis, params string[] quirks) => new(
        new ProviderDefinition(name, ModelApi.OpenAIChat, address, null, null, false, 8, false,
        [
            new ModelDefinition(new ModelRef(name, "small"), tier, "f", new Usd(1), new Usd(4), new Usd(0.1m), 100_000, 8_000, ["tools", "vision"], "test", default) { CacheWritePrice = new Usd(1.25m) },
            new ModelDefinition(new ModelRef(name, name + "-own"), ModelTier.Premium, "f", new Usd(10), new Usd(40), new Usd(1), 200_000, 32_000, ["tools"], "test", default),
        ])
        {
            Quirks = quirks,
        },
        apis.ToDictionary(p => p, p => new Uri(address + p switch { ModelApi.AnthropicMessages or ModelApi.OllamaChat or ModelApi.OllamaEmbeddings => "", ModelApi.GeminiGenerateContent => "/v1beta", _ => "/v1" })),
        RealKey);
}
