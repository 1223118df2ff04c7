using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Support;

/// <summary>Providers at given addresses.</summary>
internal sealed class FakeEndpoints : IProviderEndpoints
{
    public const string RealKey = "real-key-of-the-factory";

    public IReadOnlyList<ProviderConnection> Connections { get; set; } = [];

    /// <summary>A provider that serves these APIs at one address.</summary>
    public static ProviderConnection Provider(
        string name,
        string address,
        ModelTier tier,
        IReadOnlyList<ModelApi> apis,
        params string[] quirks) => new(
        new ProviderDefinition(name, ModelApi.OpenAIChat, address, null, null, false, 8, false,
        [
            new ModelDefinition(
                new ModelRef(name, "small"),
                tier,
                "f",
                new ModelPrices(new Usd(1), new Usd(4), new Usd(0.1m), "test", default) { CacheWrite = new Usd(1.25m) },
                100_000,
                8_000,
                ["tools", "vision"]),
            new ModelDefinition(
                new ModelRef(name, name + "-own"),
                ModelTier.Premium,
                "f",
                new ModelPrices(new Usd(10), new Usd(40), new Usd(1), "test", default),
                200_000,
                32_000,
                ["tools"]),
        ])
        {
            Quirks = quirks,
        },
        apis.ToDictionary(
            p => p,
            p =>
                new Uri(address
                    + p switch { ModelApi.AnthropicMessages or ModelApi.OllamaChat or ModelApi.OllamaEmbeddings =>
                        "", ModelApi.GeminiGenerateContent => "/v1beta", _ => "/v1" })),
        RealKey);
}
